import { constants } from "node:fs";
import { chmod, copyFile, lstat, mkdir, mkdtemp, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskError } from "../errors/index.ts";

/** Copies of some files of a checkout, to put back should a move break off. */
export interface KeptFiles extends AsyncDisposable {
  /** Puts every file back as it was. What stands in its place goes. */
  putBack(): Promise<void>;
}

type Kept = { readonly path: string; readonly mode: number } | { readonly path: string; readonly target: string };

/** Git could write these files anew only through the same filters and on the same disk that made the move fail. */
export async function keepFiles(root: string, paths: readonly string[]): Promise<KeptFiles> {
  const folder = await mkdtemp(join(tmpdir(), "flightdeck-landing-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const copy = (index: number): string => join(folder, String(index));
  const kept: Kept[] = [];
  try {
    for (const path of paths) {
      const source = join(root, path);
      const found = await lstat(source).catch(() => undefined);
      if (found?.isSymbolicLink()) kept.push({ path, target: await readlink(source) });
      else if (found?.isFile()) {
        await copyFile(source, copy(kept.length), constants.COPYFILE_FICLONE);
        kept.push({ path, mode: found.mode & 0o777 });
      }
    }
  } catch (error) {
    await remove();
    throw diskError(error);
  }
  return {
    putBack: async () => {
      for (const [index, file] of kept.entries()) {
        const target = join(root, file.path);
        await rm(target, { recursive: true, force: true });
        await mkdir(dirname(target), { recursive: true });
        if ("target" in file) await symlink(file.target, target);
        else {
          await copyFile(copy(index), target, constants.COPYFILE_FICLONE);
          await chmod(target, file.mode);
        }
      }
    },
    [Symbol.asyncDispose]: remove,
  };
}
