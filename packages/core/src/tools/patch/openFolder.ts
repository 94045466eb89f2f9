import { constants } from "node:fs";
import { type FileHandle, mkdir, open, realpath, rmdir } from "node:fs/promises";
import { join, parse, sep } from "node:path";

/** A folder that is held open: names in it cannot be led elsewhere by a link that appears in its path. */
export interface OpenFolder extends AsyncDisposable {
  /** A path to an entry, to be used only while the folder is open. */
  at(name: string): string;
  /** Folders that were made on the way, outermost first. */
  readonly made: readonly string[];
}

/** Linux: only names the folder, so that it need not be readable. Node has no name for it. */
const O_PATH = 0o10000000;

/**
 * Opens a folder whose path has no links, step by step, each step refusing a link, and makes what is missing. Where the
 * system cannot name an open folder's entries, the path is checked again instead.
 */
export async function openFolder(path: string): Promise<OpenFolder> {
  return process.platform === "linux" ? walk(path) : check(path);
}

async function walk(path: string): Promise<OpenFolder> {
  const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  const root = parse(path).root;
  const made: string[] = [];
  let handle: FileHandle = await open(root, flags);
  let walked = root;
  for (const name of path.slice(root.length).split(sep).filter(Boolean)) {
    const parent = handle;
    const step = `/proc/self/fd/${parent.fd}/${name}`;
    walked = join(walked, name);
    try {
      if (await makeFolder(step)) made.push(walked);
      handle = await open(step, flags);
    } catch (error) {
      await removeFolders(made);
      throw error;
    } finally {
      await parent.close();
    }
  }
  return {
    at: (name) => `/proc/self/fd/${handle.fd}/${name}`,
    made,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function check(path: string): Promise<OpenFolder> {
  const made: string[] = [];
  let walked = parse(path).root;
  for (const name of path.slice(walked.length).split(sep).filter(Boolean)) {
    walked = join(walked, name);
    if (await makeFolder(walked)) made.push(walked);
  }
  if ((await realpath(path)) !== path) throw new Error(`${path} is not the folder it was a moment ago`);
  return { at: (name) => join(path, name), made, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Takes folders away that were made in vain, the innermost first. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  for (const path of made.toReversed()) await rmdir(path).catch(() => {}); // not empty: someone uses it
}

/** Whether it had to be made. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    // There already, or on a disk that cannot be written but may hold it: opening it tells.
    if (error instanceof Error && "code" in error && (error.code === "EEXIST" || error.code === "EROFS")) return false;
    throw error;
  }
}
