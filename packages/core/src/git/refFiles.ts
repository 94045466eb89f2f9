import { constants } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

// What git keeps in plain files, read without a process: whoever watches many repositories asks often.

/** More packed refs than this are git's to read. */
const MOST_PACKED = 4 * 1024 * 1024;
/** A ref, or where a git dir is. */
const SHORT = 4_096;

const commitName = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The git dir that all checkouts share, of the checkout whose root this is; undefined where there is no repository. */
export async function commonDirOf(root: string): Promise<string | undefined> {
  try {
    const own = join(root, ".git");
    const gitDir = (await stat(own)).isDirectory() ? own : resolve(root, await pointer(own, /^gitdir: (.+?)\n*$/s));
    const shared = await pointer(join(gitDir, "commondir"), /^(.+?)\n*$/s).catch(() => ".");
    const commonDir = await realpath(resolve(gitDir, shared));
    return (await stat(join(commonDir, "HEAD"))).isFile() ? commonDir : undefined;
  } catch {
    return undefined;
  }
}

async function pointer(path: string, form: RegExp): Promise<string> {
  const found = form.exec((await readPlain(path, SHORT)).toString("utf8"))?.[1];
  if (found === undefined) throw new Error(`${path} leads nowhere`);
  return found;
}

/** Where a ref stands as its file or the packed refs have it, if it is there. Undefined: only git can tell. */
export async function refInFiles(commonDir: string, ref: string): Promise<{ readonly commit?: string } | undefined> {
  try {
    const text = (await readPlain(join(commonDir, ref), SHORT)).toString("utf8").trimEnd();
    return commitName.test(text) ? { commit: text } : undefined; // symbolic, or being written
  } catch (error) {
    const code = codeOf(error);
    // It has no file, or is the folder of other branches. Otherwise it is a link, or refs are kept in another form.
    return code === "ENOENT" || code === "EISDIR" ? packedRef(commonDir, ref) : undefined;
  }
}

/** Asked after there was no file: a ref is packed before its file goes. */
async function packedRef(commonDir: string, ref: string): Promise<{ readonly commit?: string } | undefined> {
  const heads = await stat(join(commonDir, "refs", "heads")).catch(() => undefined);
  if (!heads?.isDirectory()) return undefined;
  try {
    const refs = await readPlain(join(commonDir, "packed-refs"), MOST_PACKED);
    const at = refs.indexOf(` ${ref}\n`);
    if (at < 0) return {};
    const commit = refs.toString("latin1", refs.lastIndexOf("\n", at) + 1, at);
    return commitName.test(commit) ? { commit } : undefined;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? {} : undefined;
  }
}

async function readPlain(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
    if (!found.isFile() || found.size > mostBytes) throw new Error(`${path} is no small file`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
