export { AttachButton } from "./AttachButton.tsx";
export { AttachmentStrip } from "./AttachmentStrip.tsx";
export { DropZone } from "./DropZone.tsx";
export { useAttachments } from "./useAttachments.ts";
