export { createPublishing, type PublishingThread } from "./publishing.ts";
