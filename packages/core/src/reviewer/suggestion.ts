import { createHash } from "node:crypto";
import { type BigIntStats, constants, lstatSync, realpathSync, renameSync } from "node:fs";
import { chmod, lstat, open, realpath, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { FindingLines } from "@flightdeck/contract";
import { AppError, diskError } from "../errors/index.ts";

/** A text file of a worktree, byte for byte. */
export interface TextFile {
  readonly real: string;
  readonly bytes: Buffer;
  readonly mode: number;
  /** Changes whenever the file does. */
  readonly version: string;
}

const versionOf = ({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs, mode].join(":");

/** More than anyone would mend line by line. */
const largest = 32 << 20;

/**
 * The file that a path of the diff names: a plain file inside of the worktree, reached through no link that leaves it.
 * Rejects with `path_outside`, and with `suggestion_outdated` when there is no such file any more.
 */
export async function openText(root: string, path: string): Promise<TextFile> {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git"))
    throw new AppError("path_outside", path);
  const whole = join(root, ...parts);
  const [inside, folder] = await Promise.all([realpath(root), realpath(dirname(whole)).catch(() => undefined)]);
  if (folder === undefined) throw new AppError("suggestion_outdated", path);
  if (folder !== inside && !folder.startsWith(inside + sep)) throw new AppError("path_outside", path);
  const real = join(folder, parts.at(-1) ?? "");
  const found = await lstat(real).catch(() => undefined);
  if (found === undefined) throw new AppError("suggestion_outdated", path);
  if (!found.isFile()) throw new AppError("path_outside", `${path} is not a plain file`);
  if (found.size > largest) throw new AppError("suggestion_outdated", `${path} is too large`);
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  // First how old it is: what is written while it is read makes it another one.
  const version = versionOf(await file.stat({ bigint: true }));
  return { real, bytes: await file.readFile(), mode: found.mode & 0o7777, version };
}

/**
 * Puts other bytes in a file's place, all or nothing, with its permissions. Rejects with `suggestion_outdated` when it is
 * no longer the file that was read.
 */
export async function replaceText({ real, mode, version }: TextFile, bytes: Uint8Array, name: string): Promise<void> {
  const part = join(dirname(real), `.${name}.part`);
  try {
    {
      await using file = await open(part, "wx", 0o600);
      await file.writeFile(bytes);
      await file.sync();
    }
    await chmod(part, mode);
    // From the last look to the new name without a pause: an editor may save at any moment.
    requireSame(real, version);
    renameSync(part, real);
  } catch (error) {
    await rm(part, { force: true });
    throw diskError(error);
  }
}

function requireSame(real: string, version: string): void {
  const folder = dirname(real);
  const found = lstatSync(real, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || versionOf(found) !== version || realpathSync(folder) !== folder)
    throw new AppError("suggestion_outdated", "The file changed meanwhile");
}

export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Line {
  readonly text: string;
  readonly end: string;
}

const linesIn = (text: string): readonly Line[] =>
  [...text.matchAll(/([^\n]*?)(\r?\n|$)/g)]
    .map(([, line = "", end = ""]) => ({ text: line, end }))
    .filter(({ text: line, end }, index, all) => index < all.length - 1 || line !== "" || end !== "");

/**
 * The file with `suggestion` in place of exactly the lines `at`, which must read as `expected`; ends of lines do not count
 * there. New lines end as the first replaced one does. Every other byte stays. Throws `suggestion_outdated`.
 */
export function applySuggestion(
  bytes: Buffer,
  at: Pick<FindingLines, "startLine" | "endLine">,
  { expected, suggestion }: { readonly expected: readonly string[]; readonly suggestion: string },
): Buffer {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) throw new AppError("suggestion_outdated", "The file is not UTF-8");
  const lines = linesIn(text);
  const replaced = lines.slice(at.startLine - 1, at.endLine);
  const same =
    replaced.length === expected.length &&
    replaced.length === at.endLine - at.startLine + 1 &&
    replaced.every((line, index) => line.text === expected[index]);
  if (!same) throw new AppError("suggestion_outdated");
  const first = replaced[0]?.end || lines.find(({ end }) => end !== "")?.end || "\n";
  const lastEnd = replaced.at(-1)?.end ?? "";
  const fresh = suggestion === "" ? [] : suggestion.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
  const middle = fresh.map((line, index) => line + (index < fresh.length - 1 ? first : lastEnd)).join("");
  const joined = (some: readonly Line[]) => some.map((line) => line.text + line.end).join("");
  return Buffer.from(joined(lines.slice(0, at.startLine - 1)) + middle + joined(lines.slice(at.endLine)), "utf8");
}

/** Lines of a text without their ends, both ends of the range among them. */
export const linesFrom = (text: string, { startLine, endLine }: Pick<FindingLines, "startLine" | "endLine">) =>
  linesIn(text)
    .slice(startLine - 1, endLine)
    .map((line) => line.text);
