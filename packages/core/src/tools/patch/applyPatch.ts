import { randomUUID } from "node:crypto";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { diskError, messageOf } from "../../errors/index.ts";
import { covers, realPathOf } from "../../sandbox/index.ts";
import { type FilePatch, parsePatch } from "./parsePatch.ts";
import { type PatchPlan, planPatch, type Target } from "./planPatch.ts";
import { readFileOnDisk, writeFiles } from "./writeFiles.ts";

export interface AppliedChange {
  /** Added, modified (or moved: then `path` is where it is now), deleted. */
  readonly kind: "A" | "M" | "D";
  readonly path: string;
}

export type ApplyPatchResult =
  | { readonly ok: true; readonly changes: readonly AppliedChange[] }
  /** The reason names the file and the lines that were looked for. */
  | { readonly ok: false; readonly reason: string };

/** Applies a patch to a folder, all of it or nothing, and never outside the folder. */
export async function applyPatch({
  cwd,
  patch,
}: {
  readonly cwd: string;
  readonly patch: string;
}): Promise<ApplyPatchResult> {
  const opened = openPatch(cwd, patch);
  if (!opened.ok) return opened;
  const outside = opened.targets.find(
    (target) => !covers(opened.root, target.entry) || !covers(opened.root, target.file),
  );
  if (outside !== undefined) return { ok: false, reason: `${outside.path} lies outside of ${cwd}` };
  const plan = await planOf(opened);
  if (!plan.ok) return plan;
  const failure = await carryOut(plan, randomUUID);
  if (failure !== undefined) return { ok: false, reason: failure };
  const letters = { add: "A", update: "M", delete: "D" } as const;
  return {
    ok: true,
    changes: plan.changes.map(({ kind, path, movedTo }) => ({ kind: letters[kind], path: movedTo ?? path })),
  };
}

export interface OpenedPatch {
  readonly ok: true;
  /** The folder, links resolved. */
  readonly root: string;
  readonly files: readonly FilePatch[];
  /** Every file it touches, destinations of moves included. */
  readonly targets: readonly Target[];
}

/** Reads a patch and finds out where its paths lead; reads no file yet. */
export function openPatch(cwd: string, patch: string): OpenedPatch | { readonly ok: false; readonly reason: string } {
  const parsed = parsePatch(patch);
  if (!parsed.ok) return parsed;
  const root = realPathOf(cwd);
  const targets = parsed.files.flatMap((file) => {
    const target = targetIn(root, file.path);
    if (file.kind === "delete") return { ...target, file: target.entry };
    return file.kind === "update" && file.movedTo !== undefined ? [target, targetIn(root, file.movedTo)] : target;
  });
  const bad = targets.find(({ path }) => path.includes("\0"));
  if (bad !== undefined) return { ok: false, reason: `${JSON.stringify(bad.path)} is not a path` };
  return { ok: true, root, files: parsed.files, targets };
}

function targetIn(root: string, path: string): Target {
  const named = resolve(root, path);
  return {
    path: covers(root, named) ? relative(root, named).replaceAll(sep, "/") : named,
    named,
    entry: join(realPathOf(dirname(named)), basename(named)),
    file: realPathOf(named),
  };
}

/** All new contents, in memory. Never rejects: a file that cannot be read is a reason. */
export async function planOf(opened: OpenedPatch): Promise<PatchPlan> {
  try {
    return await planPatch(opened.files, { targetOf: (path) => targetIn(opened.root, path), read: readFileOnDisk });
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

/** Writes what was planned. Returns why it could not be, in which case nothing changed. */
export async function carryOut(
  plan: Extract<PatchPlan, { ok: true }>,
  newId: () => string,
): Promise<string | undefined> {
  try {
    await writeFiles(plan.writes, newId);
    return undefined;
  } catch (error) {
    return messageOf(diskError(error));
  }
}
