import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttachedFile, GivenFile } from "@flightdeck/contract";
import { AppError, diskError } from "../errors/index.ts";

/** Bytes that a file may have. */
const FILE_LIMIT = 20 << 20;
/** File systems take 255 bytes; what stands before the end of a longer name is cut. */
const NAME_LIMIT = 200;
/** So many files of one name are compared with one that is given. */
const COMPARED = 20;

/** Files from outside of a project that go along with messages: copies that agents may read, and nobody changes. */
export interface Attachments {
  /**
   * Keeps a file. When the project has the same one under its name, `root` and `named` find it and nothing is copied.
   * Throws `file_too_large`, `disk_full`.
   */
  give(
    file: { readonly name: string; readonly bytes: Buffer },
    project: { readonly root: string; readonly named: (name: string) => Promise<readonly string[]> },
  ): Promise<GivenFile>;
  /** Where the copy is. */
  pathOf(file: AttachedFile): string;
}

export function openAttachments(folder: string): Attachments {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = ({ id, name }: AttachedFile): string => join(folder, id, plainName(name));
  return {
    pathOf,
    give: async ({ name, bytes }, { root, named }) => {
      if (bytes.length > FILE_LIMIT) throw new AppError("file_too_large", `${name}: ${bytes.length} bytes`);
      for (const path of (await named(name)).slice(0, COMPARED))
        if (await holds(join(root, path), bytes)) return { kind: "project", path };
      const plain = plainName(name);
      const id = createHash("sha256").update(plain).update("\0").update(bytes).digest("hex").slice(0, 32);
      const file = { id, name: plain, size: bytes.length };
      await keep(pathOf(file), join(folder, id), bytes);
      return { kind: "copy", file };
    },
  };
}

/** The same bytes under the same name are kept once. */
async function keep(path: string, folder: string, bytes: Buffer): Promise<void> {
  if (existsSync(path)) return;
  const part = `${path}.${process.pid}.${performance.now()}.part`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(part, bytes, { mode: 0o400 });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw diskError(error);
  }
}

/** A link may lead to a device that never ends, or out of the project: only plain files are looked into. */
async function holds(path: string, bytes: Buffer): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isFile() && found.size === bytes.length && bytes.equals(await readFile(path));
  } catch {
    return false; // gone meanwhile, or not to be read
  }
}

/** Characters that a path cannot have, or that hide themselves. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unwritable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]/g;

/** A name that any file system takes and that leads nowhere else. */
export function plainName(name: string): string {
  const plain = name.replaceAll(unwritable, "_").replace(/^\.+$/, "_").toWellFormed().trim() || "file";
  if (Buffer.byteLength(plain) <= NAME_LIMIT) return plain;
  const end = /\.[^.]{1,20}$/.exec(plain)?.[0] ?? "";
  const head = Buffer.from(plain).subarray(0, NAME_LIMIT - Buffer.byteLength(end));
  return head.toString("utf8").replace(/\ufffd+$/, "") + end;
}
