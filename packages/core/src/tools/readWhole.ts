import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** The file's bytes, or why not. A pipe or a device is refused before a byte of it is read. */
export async function readWhole(path: string, limit: number): Promise<Buffer | string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return "is not a file";
    if (stats.size > limit) return `has ${stats.size} bytes; ${limit} is the most that can be read`;
    return await readAll(file, stats.size);
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
