import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";

const LIMIT = 1 << 20;

/**
 * The text of a file of settings. In a repository lies what anyone put there: a link could lead to a device that never
 * ends, or to a file that the agent may write, so that between `repository` and the file none is followed. Throws for
 * what is no plain file.
 */
export function readPlainFile(file: string, { repository }: { readonly repository?: string } = {}): string {
  if (repository !== undefined && realpathSync(file) !== join(realpathSync(repository), relative(repository, file)))
    throw new Error("it is a link, and links are not followed");
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error("it is not a file");
    if (stats.size > LIMIT) throw new Error("it is larger than 1 MiB");
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}
