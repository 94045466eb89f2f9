import { constants, type Dirent } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Skill } from "@flightdeck/contract";
import { messageOf } from "../errors/index.ts";
import { parseSkill, type SkillText } from "./format.ts";

/** A folder whose skills count, with what it may lead to. */
export interface SkillRoot {
  readonly path: string;
  readonly origin: Skill["origin"];
  /** A link at the root itself may lead anywhere below this folder; without it anywhere. */
  readonly within?: string;
  /** Why none of its skills may be used. */
  readonly problem?: string;
}

export interface FoundSkill extends Omit<Skill, "shadowed"> {
  readonly folder: string;
}

const DEPTH = 4;
const FOLDERS = 500;
const SKILLS = 200;
export const SKILL_BYTES = 256 << 10;
const skipped = new Set(["node_modules", "__pycache__"]);

const isInside = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);
const leadsOut = ({ within }: SkillRoot, real: string): boolean => within !== undefined && !isInside(within, real);
const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

/** What stands in a SKILL.md, kept until the file is another one. */
export class SkillFiles {
  readonly #known = new Map<string, { readonly stamp: string; readonly text: SkillText }>();

  /** Reads the front matter of a skill. Must not throw: whatever lies there is told as a problem. */
  async read(path: string): Promise<SkillText> {
    try {
      // Neither waits for a pipe nor follows a link.
      await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      const stats = await file.stat({ bigint: true });
      if (!stats.isFile()) return { ok: false, problem: "Its SKILL.md is not a file" };
      if (stats.size > SKILL_BYTES) return { ok: false, problem: "Its SKILL.md is larger than 256 KiB" };
      const stamp = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
      const known = this.#known.get(path);
      if (known?.stamp === stamp) return known.text;
      const text = await textOf(await file.readFile());
      this.#known.set(path, { stamp, text });
      return text;
    } catch (error) {
      this.#known.delete(path);
      const linked = error instanceof Error && "code" in error && error.code === "ELOOP";
      return {
        ok: false,
        problem: linked
          ? "Its SKILL.md is a link, and links are not followed"
          : `It cannot be read: ${messageOf(error)}`,
      };
    }
  }
}

async function textOf(bytes: Buffer): Promise<SkillText> {
  if (bytes.includes(0)) return { ok: false, problem: "Its SKILL.md is not a text file" };
  try {
    return await parseSkill(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problem: "Its SKILL.md is not UTF-8 text" };
  }
}

/** The folders that are worth watching. A repository's link could lead to all of the disk. */
export async function watchedRoots(roots: readonly SkillRoot[]): Promise<readonly string[]> {
  const watched = roots.map(async (root) => {
    const real = await realpath(root.path).catch(() => undefined);
    return real !== undefined && leadsOut(root, real) ? [] : [root.path];
  });
  return (await Promise.all(watched)).flat();
}

/** The skills below a root, in the order of their folders' names. Bounded in depth and number, and never leaves the root. */
export async function scanRoot(root: SkillRoot, files: SkillFiles): Promise<readonly FoundSkill[]> {
  const real = await realpath(root.path).catch(() => undefined);
  if (real === undefined) return [];
  const found: FoundSkill[] = [];
  const broken = (folder: string, problem: string): FoundSkill => ({
    name: basename(folder),
    description: "",
    origin: root.origin,
    problem,
    path: join(folder, "SKILL.md"),
    folder,
  });
  if (leadsOut(root, real)) return [broken(root.path, "The folder is a link that leads out of the repository")];
  let folders = 0;

  const visit = async (folder: string, depth: number): Promise<void> => {
    folders += 1;
    if (folders > FOLDERS || found.length >= SKILLS) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => name === "SKILL.md")) {
      found.push(await skillAt(folder));
      return;
    }
    if (depth === DEPTH) return;
    for (const entry of entries.sort(byName)) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || skipped.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(path, depth + 1);
      else if (entry.isSymbolicLink() && depth === 0 && !isInside(real, await realpath(path).catch(() => real)))
        found.push(broken(path, "It is a link, and links out of the skills folder are not followed"));
    }
  };

  const skillAt = async (folder: string): Promise<FoundSkill> => {
    const path = join(folder, "SKILL.md");
    const text = await files.read(path);
    const { name = basename(folder), description = "" } = text;
    const problem = text.ok ? root.problem : text.problem;
    return { name, description, origin: root.origin, path, folder, ...(problem === undefined ? {} : { problem }) };
  };

  await visit(real, 0);
  return found;
}
