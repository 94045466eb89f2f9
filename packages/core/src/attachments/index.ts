export { type Attachments, openAttachments } from "./attachments.ts";
