export { type Blobs, openBlobs } from "./blobs.ts";
