import { applyChunks } from "./applyChunks.ts";
import type { FilePatch } from "./parsePatch.ts";

/** A file as it is on the disk, with what tells later whether it still is. */
export interface FileOnDisk {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly owner: { readonly user: number; readonly group: number };
  readonly identity: string;
}

/** Where a path of a patch leads. */
export interface Target {
  /** As the patch names it, from the folder the patch applies to. */
  readonly path: string;
  /** The same, absolute. */
  readonly named: string;
  /** The entry itself, links on the way to it resolved. */
  readonly entry: string;
  /** What is read or written: the file behind the entry; the entry itself where a link is to be deleted. */
  readonly file: string;
}

/** What became of one file, for people: the contents before and after. */
export interface PlannedChange {
  readonly kind: "add" | "delete" | "update";
  readonly path: string;
  readonly movedTo?: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What is to be on the disk in the end: content, or nothing for a file that goes. */
export interface FileWrite {
  readonly path: string;
  readonly content?: Uint8Array;
  readonly mode?: number;
  readonly before?: FileOnDisk;
}

export type PatchPlan =
  | { readonly ok: true; readonly changes: readonly PlannedChange[]; readonly writes: readonly FileWrite[] }
  | { readonly ok: false; readonly reason: string };

export interface PlanNeeds {
  readonly targetOf: (path: string) => Target;
  /** Undefined when nothing is there; a sentence when it cannot be taken as a file. */
  readonly read: (path: string) => Promise<FileOnDisk | string | undefined>;
}

interface FileState {
  readonly before: FileOnDisk | undefined;
  content: Uint8Array | undefined;
  mode: number | undefined;
}

class PlanError extends Error {}

const empty = new Uint8Array();

/** Works out all new contents in memory; nothing on the disk changes, and one file that fails fails the whole patch. */
export async function planPatch(files: readonly FilePatch[], { targetOf, read }: PlanNeeds): Promise<PatchPlan> {
  const states = new Map<string, FileState>();

  const stateOf = async (path: string, name: string): Promise<FileState> => {
    const known = states.get(path);
    if (known !== undefined) return known;
    const before = await read(path);
    if (typeof before === "string") throw new PlanError(`${name} ${before}`);
    const state: FileState = { before, content: before?.bytes, mode: before?.mode };
    states.set(path, state);
    return state;
  };

  const plan = async (patch: FilePatch): Promise<PlannedChange> => {
    const target = targetOf(patch.path);
    switch (patch.kind) {
      case "add": {
        const state = await stateOf(target.file, patch.path);
        const before = state.content ?? empty;
        state.content = new TextEncoder().encode(patch.lines.map((line) => `${line}\n`).join(""));
        return { kind: "add", path: target.path, before, after: state.content };
      }
      case "delete": {
        const state = await stateOf(target.entry, patch.path);
        if (state.content === undefined) throw new PlanError(`${patch.path} cannot be deleted: it does not exist`);
        const before = state.content;
        state.content = undefined;
        return { kind: "delete", path: target.path, before, after: empty };
      }
      case "update": {
        const state = await stateOf(target.file, patch.path);
        if (state.content === undefined) throw new PlanError(`${patch.path} cannot be updated: it does not exist`);
        const before = state.content;
        const after = patch.chunks.length === 0 ? before : updated(patch, before);
        if (patch.movedTo === undefined) {
          state.content = after;
          return { kind: "update", path: target.path, before, after };
        }
        const destination = targetOf(patch.movedTo);
        const mode = state.mode;
        (await stateOf(target.entry, patch.path)).content = undefined;
        const moved = await stateOf(destination.file, patch.movedTo);
        moved.content = after;
        moved.mode = mode;
        return { kind: "update", path: target.path, movedTo: destination.path, before, after };
      }
    }
  };

  try {
    const changes: PlannedChange[] = [];
    for (const patch of files) changes.push(await plan(patch));
    return { ok: true, changes, writes: writesOf(states) };
  } catch (error) {
    if (error instanceof PlanError) return { ok: false, reason: error.message };
    throw error;
  }
}

function updated(patch: Extract<FilePatch, { kind: "update" }>, before: Uint8Array): Uint8Array {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(before);
  } catch {
    throw new PlanError(`${patch.path} cannot be updated: it is not UTF-8 text`);
  }
  const result = applyChunks(patch.path, text, patch.chunks);
  if (!result.ok) throw new PlanError(result.reason);
  return new TextEncoder().encode(result.content);
}

function writesOf(states: ReadonlyMap<string, FileState>): readonly FileWrite[] {
  const writes: FileWrite[] = [];
  for (const [path, { before, content, mode }] of states) {
    if (content === undefined && before === undefined) continue;
    const same = content !== undefined && before !== undefined && Buffer.from(content).equals(before.bytes);
    if (!same || mode !== before?.mode) writes.push({ path, content, mode, before });
  }
  return writes;
}
