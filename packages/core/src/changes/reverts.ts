import { type ChangesDone, type Revert, RevertId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { compareTrees, deleteRefs, writeBlob } from "../git/index.ts";
import { blobName } from "./blobName.ts";
import { isSame, modes, nameOf, type OnDisk } from "./entries.ts";
import type { IndexChange } from "./indexFile.ts";
import { carryOut, type Journal, type JournalFile, type Stored, takeBackJournal } from "./journal.ts";
import { keepObjects, letGo, refOf, refsOf } from "./keep.ts";
import type { Content } from "./disk.ts";
import { planUnstage } from "./planIndex.ts";
import { planRevert, type Reverted } from "./planRevert.ts";
import { planUndo } from "./planUndo.ts";
import type { Rows } from "./rows.ts";
import { pathsOf, readSituation, type ShownFile, type Situation, type SituationDeps } from "./situation.ts";
import { someAtOnce } from "./someAtOnce.ts";
import { planEach } from "./stage.ts";
import type { Changes, ChangesDeps, ChangesPlace, Compared, Selection } from "./types.ts";

/** So many reverts of a thread can be undone. */
const mostKept = 50;

type Reverts = Pick<Changes, "revert" | "undo" | "forget" | "recover"> & { readonly list: Changes["reverts"] };

/** Takes changes out of files so that it can be undone, and undone after a restart. */
export function createReverts(deps: ChangesDeps & SituationDeps & { readonly rows: Rows }): Reverts {
  const { rows, shadows, now, newId, report } = deps;

  const scratchOf = (root: string, name: string) => ({ file: shadows.scratchIndex(root), name });

  const revert: Reverts["revert"] = async (place, compared, selection, signal) => {
    if (compared.of === "index") throw new AppError("input_invalid", "Unstage it instead");
    const root = place.path;
    const planned = await shadows.afresh(root, () => planReverts(deps, place, compared, selection, signal), signal);
    const { situation, reverted, index, leftOut, lines, path } = planned;
    if (reverted.length === 0) throw new AppError("nothing_to_revert");
    const id = RevertId.parse(newId());
    const known = knownTo(situation);
    const files = await someAtOnce(reverted, (file) => journalFile(root, file, known));
    const journal: Journal = { files, index };
    await keepObjects({ root, shadows }, { ref: refOf(place.threadId, id), objects: objectsOf(journal), now: now() });
    const done: Revert = { id, at: now(), path, files: planned.files, lines, leftOut };
    try {
      rows.begin({ revert: done, threadId: place.threadId, root, journal });
    } catch (error) {
      await letGo(root, place.threadId, id);
      throw error;
    }
    try {
      await carryOut(situation.place, journal, reverted, scratchOf(root, id));
    } catch (error) {
      await takeBackJournal(situation.place, journal, scratchOf(root, id));
      rows.remove(id);
      await letGo(root, place.threadId, id);
      throw error;
    }
    for (const old of rows.finish(id, mostKept))
      await letGo(old.root, place.threadId, old.id).catch((error: unknown) => report("a revert's ref stays", error));
    return done;
  };

  const undo: Reverts["undo"] = async (place, id, signal): Promise<ChangesDone> => {
    const kept = rows.get(place.threadId, id);
    if (kept === undefined) throw new AppError("revert_not_found");
    const root = place.path;
    const at = await shadows.place(root);
    const { contents, index } = await planUndo(at, kept.journal, signal);
    const known = new Set(objectsOf(kept.journal));
    const files = await someAtOnce(contents, (file) => journalFile(root, file, known));
    const journal: Journal = { files, index };
    rows.journal(id, journal);
    try {
      await carryOut(at, journal, contents, scratchOf(root, id));
    } catch (error) {
      await takeBackJournal(at, journal, scratchOf(root, id));
      rows.journal(id, undefined);
      throw error;
    }
    rows.remove(id);
    await letGo(root, place.threadId, id).catch((error: unknown) => report("a revert's ref stays", error));
    return { files: kept.revert.files, leftOut: [] };
  };

  return {
    revert,
    undo,
    list: rows.list,
    forget: ({ path, threadId }) => deleteRefs(path, refsOf(threadId)),
    recover: async () => {
      for (const { id, threadId, root, done, journal } of rows.unfinished()) {
        try {
          const at = await shadows.place(root);
          await takeBackJournal(at, journal, scratchOf(root, id));
          if (!done) await letGo(root, threadId, id);
        } catch (error) {
          report("a revert that was cut short could not be taken back", error);
          continue; // the folder may be back with the next start
        }
        if (done) rows.journal(id, undefined);
        else rows.remove(id);
      }
    },
  };
}

interface Planned {
  readonly situation: Situation;
  readonly reverted: readonly Reverted[];
  readonly index: readonly IndexChange[];
  readonly files: number;
  readonly lines: number;
  readonly path: string;
  readonly leftOut: Revert["leftOut"];
}

async function planReverts(
  deps: SituationDeps,
  place: ChangesPlace,
  compared: Compared,
  selection: Selection,
  signal?: AbortSignal,
): Promise<Planned> {
  const situation = await readSituation(deps, place, compared, selection, signal);
  await situation.blobs.prefetch(situation.files.flatMap(({ old, now }) => [old, now]).filter(isBlob));
  const { planned, leftOut } = await planEach(situation, selection, async (file) => ({
    ...(await planRevert(situation, file)),
    path: nameOf(file.path),
    index: await unstageAlong(situation, file),
  }));
  const changed = planned.map((plan) => ({ ...plan, files: plan.files.filter(isChange) }));
  const whole = new Set(situation.files.filter(({ lines }) => lines === undefined).map(({ path }) => nameOf(path)));
  const counted = whole.size === 0 ? [] : await compareTrees(situation.root, compared, {}, signal);
  const inWhole = counted.filter(({ path }) => whole.has(path));
  return {
    situation,
    reverted: changed.flatMap(({ files }) => files),
    index: changed.flatMap(({ index }) => index).filter(({ from, to }) => !isSame(from, to)),
    files: changed.filter(({ files }) => files.length > 0).length,
    lines:
      changed.reduce((sum, { lines }) => sum + lines, 0) +
      inWhole.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0),
    path: changed[0]?.path ?? "",
    leftOut,
  };
}

const isBlob = (entry: ShownFile["old"]): boolean => entry?.mode !== modes.submodule;

const isChange = ({ from, to }: Reverted): boolean =>
  from.kind !== "file" || to === undefined || from.mode !== to.mode || !from.bytes.equals(to.bytes);

/** What is taken out of a file is taken out of what is staged of it; where that cannot be told, the index is left alone. */
async function unstageAlong(situation: Situation, file: ShownFile): Promise<readonly IndexChange[]> {
  const staged = pathsOf(file).some((path) => !isSame(situation.index.get(path), situation.head.get(path)));
  if (!staged) return [];
  return planUnstage(situation, file).catch((error: unknown) => {
    if (error instanceof AppError && ["changed_since", "changed_later", "whole_file_only"].includes(error.code))
      return [];
    throw error;
  });
}

const objectsOf = ({ files, index }: Journal): readonly string[] => [
  ...files.flatMap(({ before, after }) => [before, after].flatMap((stored) => stored?.object ?? [])),
  ...index.flatMap(({ from, to }) =>
    [from, to].flatMap((entry) => (entry && entry.mode !== modes.submodule ? entry.object : [])),
  ),
];

/** Objects that git is known to have. */
const knownTo = ({ files, work, shownWork }: Situation): ReadonlySet<string> =>
  new Set(
    [...files.flatMap(({ old, now }) => [old, now]), ...work.values(), ...shownWork.values()].flatMap(
      (entry) => entry?.object ?? [],
    ),
  );

async function journalFile(
  root: string,
  { path, from, to }: Reverted,
  known: ReadonlySet<string>,
): Promise<JournalFile> {
  const [before, after] = await Promise.all([storedOnDisk(root, from, known), storedContent(root, to, known)]);
  return { path, ...(before && { before }), ...(after && { after }) };
}

async function storedOnDisk(root: string, from: OnDisk, known: ReadonlySet<string>): Promise<Stored | undefined> {
  return from.kind === "file" ? storedContent(root, from, known) : undefined;
}

/** Stores a file's bytes, unless git is known to have them. */
async function storedContent(
  root: string,
  content: Content | undefined,
  known: ReadonlySet<string>,
): Promise<Stored | undefined> {
  if (content === undefined) return undefined;
  const { mode, permissions, bytes } = content;
  const [like] = known;
  const name = blobName(bytes, like?.length);
  const object = known.has(name) ? name : await writeBlob(root, bytes);
  return { mode, object, ...(permissions === undefined ? {} : { permissions }) };
}
