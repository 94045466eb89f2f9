import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BlobId } from "@flightdeck/contract";
import { AppError, diskError } from "../errors/index.ts";

/** Large contents (command output, images) as files named by their SHA-256, beside the database and never in it. */
export interface Blobs {
  /** Keeps the bytes; the same bytes are kept once. */
  keep(bytes: Uint8Array): Promise<BlobId>;
  /** Throws `blob_not_found`. */
  read(id: BlobId): Promise<Buffer>;
}

export function openBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = (id: string) => join(folder, id.slice(0, 2), id);
  return {
    keep: async (bytes) => {
      const id = createHash("sha256").update(bytes).digest("hex");
      const file = place(id);
      if (existsSync(file)) return BlobId.parse(id);
      const part = `${file}.${process.pid}.${performance.now()}.part`;
      try {
        mkdirSync(join(folder, id.slice(0, 2)), { recursive: true, mode: 0o700 });
        await writeFile(part, bytes, { mode: 0o600 });
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true });
        throw diskError(error);
      }
      return BlobId.parse(id);
    },
    read: async (id) => {
      try {
        return await readFile(place(id));
      } catch (error) {
        throw new AppError("blob_not_found", id, { cause: error });
      }
    },
  };
}
