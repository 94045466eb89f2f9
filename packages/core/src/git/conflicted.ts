import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { hasConflictMarks } from "./operations.ts";
import { gitRecords } from "./run.ts";

/** Of a file that could be in conflict so much is looked through. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Files that a merge left unmerged and that still hold its marks. An agent that resolved them cannot say so to git, whose
 * folder it may not write: the marks are what tells.
 */
export async function conflictedFiles(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const records = await gitRecords(["ls-files", "--unmerged", "-z"], { cwd: root, signal });
  const paths = [...new Set(records.map((record) => record.slice(record.indexOf("\t") + 1)))];
  const marked = await Promise.all(paths.map((path) => hasMarks(join(root, path))));
  return paths.filter((_, index) => marked[index]);
}

/** What cannot be read as a file holds no marks: it was deleted, or it is a link. */
async function hasMarks(path: string): Promise<boolean> {
  try {
    // A pipe that stands in its place would be waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) return false;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(maxBytes, found.size)));
      return hasConflictMarks(buffer.toString("latin1", 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
