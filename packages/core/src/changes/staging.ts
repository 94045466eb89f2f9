import type { FileStaging } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { Shadows } from "../git/index.ts";
import { isFile, isSame, nameOf } from "./entries.ts";
import { hasLines } from "./planIndex.ts";
import { allOf, type Chosen, isNothing, placesIn } from "./script.ts";
import { readSituation, type ShownFile, type Situation } from "./situation.ts";
import { findStaged } from "./staged.ts";
import type { ChangesPlace, Compared } from "./types.ts";
import { aroundIndex, headOf, indexOf, toUncommitted, type Uncommitted } from "./uncommitted.ts";

const none: FileStaging["staged"] = { removed: [], added: [] };

/** How much of the shown changes of some files is staged. A file that does not differ any more has nothing staged. */
export async function readStaging(
  shadows: Shadows,
  place: ChangesPlace,
  compared: Compared,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly FileStaging[]> {
  const read = async () => {
    const selection = { fingerprint: compared.fingerprint, files: "all" as const };
    const situation = await readSituation(shadows, place, compared, selection, signal);
    const byName = new Map(situation.files.map((file) => [nameOf(file.path), file]));
    const staging: FileStaging[] = [];
    for (const path of names) {
      const file = byName.get(path);
      staging.push(file === undefined ? { path, state: "none", staged: none } : await stagingOf(situation, file));
    }
    return staging;
  };
  return shadows.afresh(place.path, read, signal);
}

async function stagingOf(situation: Situation, file: ShownFile): Promise<FileStaging> {
  const path = nameOf(file.path);
  const staged = indexOf(situation, file);
  const committed = headOf(situation, file);
  const work = situation.work.get(file.path);
  if (situation.conflicts.has(file.path)) return { path, state: "none", staged: none };
  if (isSame(situation.index.get(file.path), situation.head.get(file.path)))
    return { path, state: "none", staged: none };
  if (!(await hasLines(situation, file)) || (staged !== undefined && !isFile(staged)))
    return { path, state: isSame(staged, work) ? "all" : "partly", staged: none };
  try {
    const shown = await shownStaged(situation, file);
    const whole = isSame(situation.index.get(file.path), work);
    const some = shown.staged.removed.length + shown.staged.added.length > 0;
    const modeOnly = allLines(shown.all) === 0;
    const state =
      whole || (shown.complete && !modeOnly)
        ? "all"
        : some || (modeOnly && !isSame(staged, committed))
          ? "partly"
          : "none";
    return { path, state, staged: shown.staged };
  } catch (error) {
    // Read while the agent writes: the next look tells.
    if (error instanceof AppError && (error.code === "changed_since" || error.code === "changed_later"))
      return { path, state: "partly", staged: none };
    throw error;
  }
}

const allLines = ({ removed, added }: Chosen): number => removed.size + added.size;

/** Which lines of what is shown are staged, and whether those are all that could be. */
async function shownStaged(situation: Situation, file: ShownFile) {
  const { blobs, compared } = situation;
  const script = await blobs.script(file.old, file.now);
  const all = allOf(script);
  const uncommitted = await toUncommitted(situation, file);
  const staged = await stagedLines(situation, file, uncommitted);
  const ignore = compared.of === "disk" ? ("lineEnds" as const) : undefined;
  const follow = async (from: ShownFile["old"], to: ShownFile["old"]) => {
    const [old, now, lines] = await Promise.all([blobs.lines(from), blobs.lines(to), blobs.script(from, to, ignore)]);
    return placesIn(lines, old.length, now.length);
  };
  const [inHead, inWork] = await Promise.all([
    follow(file.old, uncommitted.headEntry),
    follow(file.now, uncommitted.workEntry),
  ]);
  const removed = [...all.removed].filter((line) => staged.removed.has(inHead[line] ?? -1));
  const added = [...all.added].filter((line) => staged.added.has(inWork[line] ?? -1));
  const { chosen } = uncommitted;
  const complete =
    !isNothing(chosen) &&
    [...chosen.removed].every((line) => staged.removed.has(line)) &&
    [...chosen.added].every((line) => staged.added.has(line));
  return { all, complete, staged: { removed, added } };
}

async function stagedLines(situation: Situation, file: ShownFile, uncommitted: Uncommitted): Promise<Chosen> {
  const index = await situation.blobs.lines(indexOf(situation, file));
  const found = findStaged(uncommitted, index);
  if (found !== undefined) return found;
  const { fromHead, toWork } = await aroundIndex(situation, file);
  const left = placesIn(fromHead, uncommitted.head.length, index.length);
  const kept = new Set(toWork.filter(({ kind }) => kind === "context").map((step) => step.new));
  return {
    removed: new Set(
      uncommitted.script.filter(({ kind, old }) => kind === "removed" && (left[old] ?? -1) < 0).map(({ old }) => old),
    ),
    added: new Set(
      uncommitted.script.filter((step) => step.kind === "added" && kept.has(step.new)).map((step) => step.new),
    ),
  };
}
