import { existsSync } from "node:fs";
import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError } from "../errors/index.ts";
import {
  conflictedFiles,
  type ConflictEntry,
  operationIn,
  gitDirs,
  gitText,
  mergeTreesFrom,
  readTree,
  refusal,
  requireNoOwnFilter,
  resolveCommit,
  writeEntries,
} from "../git/index.ts";
import type { LandingRow } from "./rows.ts";
import { readSituation } from "./situation.ts";
import type { BroughtIn, FolderKeeper, LandingPlace } from "./types.ts";

/**
 * Merges the base into the work's folder as the trial merge gave it, so that no driver or hook of the repository runs.
 * That a merge is under way is written before a file is: cut short, it can be left like any other.
 */
export async function bringIn(
  place: LandingPlace,
  landed: readonly LandingRow[],
  { keep, putBack }: FolderKeeper,
): Promise<BroughtIn> {
  const cwd = place.worktreePath;
  const situation = await readSituation(place, landed);
  if (situation === undefined) throw new AppError("base_not_found", place.base);
  const { base, baseCommit, head, behind, since } = situation;
  const { gitDir } = await gitDirs(cwd);
  const operation = operationIn(gitDir);
  if (operation !== undefined) throw new AppError("merge_under_way", operation);
  if (behind === 0) throw new AppError("base_included", base);
  const from = since ?? (await gitText(["merge-base", head, baseCommit], { cwd, okCodes: [0, 1] })).split("\n")[0];
  const trees = {
    base: from === undefined || from === "" ? await gitText(["mktree"], { cwd, input: "" }) : `${from}^{tree}`,
    ours: `${head}^{tree}`,
    theirs: `${baseCommit}^{tree}`,
  };
  const { merged, conflicts, entries, ours, theirs } = await mergeTreesFrom(cwd, trees);
  await requireRoom(cwd, head, merged);
  await requireNoOwnFilter(cwd, { from: head, to: merged }, join(gitDir, "flightdeck-attributes"));
  const message = `Merge ${base} into ${place.branch}`;
  const sides = { merged: baseCommit, head };
  await keep(sides);
  try {
    await writeFile(join(gitDir, "MERGE_MSG"), `${message}\n`);
    await writeFile(join(gitDir, "MERGE_MODE"), "");
    await writeFile(join(gitDir, "MERGE_HEAD"), `${baseCommit}\n`);
    await readTree(["-m", "-u", head, merged], { cwd });
    await markConflicts(cwd, entries);
    const names = new Map([
      [ours, place.branch],
      [theirs, base],
    ]);
    for (const path of conflicts) await nameSides(join(cwd, path), names);
  } catch (error) {
    await leaveMerge(place, putBack).catch(() => undefined); // then it is still under way, and can be given up
    throw diskError(error);
  }
  return { base, paths: conflicts };
}

async function requireRoom(cwd: string, head: string, merged: string): Promise<void> {
  await readTree(["--dry-run", "-m", "-u", head, merged], { cwd }).catch((error: unknown) => {
    const detail = error instanceof AppError ? error.detail : undefined;
    if (detail === undefined || !refusal.test(detail)) throw error;
    throw new AppError("uncommitted_changes", detail, { cause: error });
  });
}

/** Tells the index of both sides, as a merge that git stopped would. */
async function markConflicts(cwd: string, entries: readonly ConflictEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const none = "0".repeat(entries[0]?.object.length ?? 40);
  const paths = new Set(entries.map(({ path }) => path));
  const removed = [...paths].map((path) => `0 ${none}\t${path}\0`);
  const sides = entries.map(({ mode, object, stage, path }) => `${mode} ${object} ${stage}\t${path}\0`);
  await writeEntries([...removed, ...sides].join(""), { cwd });
}

/** The marks of a merge of bare commits name them by their ids; a person and a model read the branches better. */
async function nameSides(file: string, names: ReadonlyMap<string, string>): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isFile()) return;
  const text = await readFile(file, "latin1");
  const named = text.replace(/^([<>|]{7,}) ([0-9a-f]{40,64})(?=[:\r\n]|$)/gm, (line, mark: string, id: string) => {
    const name = names.get(id);
    return name === undefined ? line : `${mark} ${Buffer.from(name).toString("latin1")}`;
  });
  if (named !== text) await writeFile(file, named, "latin1");
}

/** Gives up a merge that was not committed: its files go back first, so that it can be done again when it is cut short. */
export async function leaveMerge({ worktreePath: cwd }: LandingPlace, putBack: FolderKeeper["putBack"]): Promise<void> {
  const { gitDir } = await gitDirs(cwd);
  const [merged, head] = await Promise.all([resolveCommit(cwd, "MERGE_HEAD"), resolveCommit(cwd, "HEAD")]);
  if (!existsSync(join(gitDir, "MERGE_HEAD")) || merged === undefined || head === undefined)
    throw new AppError("merge_not_found");
  await putBack({ merged, head });
  await rm(join(gitDir, "MERGE_MODE"), { force: true });
  await rm(join(gitDir, "MERGE_MSG"), { force: true });
  await rm(join(gitDir, "MERGE_HEAD"), { force: true });
}

/** Files of an uncommitted merge in which marks of a conflict still stand; undefined when none is under way. */
export async function unresolvedIn(cwd: string): Promise<readonly string[] | undefined> {
  const { gitDir } = await gitDirs(cwd);
  if (!existsSync(join(gitDir, "MERGE_HEAD"))) return undefined;
  return conflictedFiles(cwd);
}
