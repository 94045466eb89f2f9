import { open } from "node:fs/promises";
import { join } from "node:path";
import { gitRecords } from "../git/index.ts";

/** Of a file that could be in conflict so much is looked through. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Files that a merge left unmerged and that still hold its marks. An agent that resolved them cannot say so to git, whose
 * folder it may not write: the marks are what tells.
 */
export async function conflictedFiles(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const records = await gitRecords(["ls-files", "-u", "-z"], { cwd: root, signal });
  const paths = [...new Set(records.map((record) => record.slice(record.indexOf("\t") + 1)))];
  const marked = await Promise.all(paths.map((path) => hasMarks(join(root, path))));
  return paths.filter((_, index) => marked[index]);
}

/** What cannot be read holds no marks: it was deleted, or it is a link. */
async function hasMarks(path: string): Promise<boolean> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(maxBytes, (await file.stat()).size)));
      const text = buffer.toString("latin1", 0, bytesRead);
      return /^<{7} /m.test(text) && /^>{7} /m.test(text);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
