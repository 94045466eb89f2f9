import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { AppError } from "../errors/index.ts";

/** A file that a person or an agent named in a thread. */
export interface NamedFile {
  /** The root of the thread's checkout: nothing outside of it is meant. */
  readonly root: string;
  /** Where relative paths start. */
  readonly cwd: string;
  readonly path: string;
}

/** The file itself, links followed, if it is inside the root. Throws `file_not_found`, `path_outside`. */
export async function fileInside({ root, cwd, path }: NamedFile): Promise<string> {
  const [inside, file] = await Promise.all([real(root, path), real(resolve(cwd, path), path)]);
  if (file !== inside && !file.startsWith(inside.endsWith(sep) ? inside : inside + sep))
    throw new AppError("path_outside");
  return file;
}

async function real(place: string, named: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    throw new AppError("file_not_found", `There is no ${named} here`, { cause: error });
  }
}
