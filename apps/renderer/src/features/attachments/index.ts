export { AttachButton } from "./AttachButton.tsx";
export { AttachmentStrip } from "./AttachmentStrip.tsx";
export { DropZone } from "./DropZone.tsx";
export { canGo } from "./store.ts";
export { useAttachments } from "./useAttachments.ts";
