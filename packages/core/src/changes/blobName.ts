import { createHash } from "node:crypto";

/** What git calls a blob of these bytes (or of this text, a character for each), in a repository with names of that length. */
export function blobName(content: Buffer | string, length = 40): string {
  const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  return createHash(length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}
