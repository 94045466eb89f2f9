import type { FileStaging } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { runGit } from "../git/index.ts";
import { isFile, isSame, nameOf } from "./entries.ts";
import { hasLines } from "./planIndex.ts";
import { allOf, type Chosen, isNothing, placesIn } from "./script.ts";
import { headTree, readSituation, type ShownFile, type Situation, type SituationDeps } from "./situation.ts";
import { findStaged } from "./staged.ts";
import type { ChangesPlace, Compared } from "./types.ts";
import { aroundIndex, headOf, indexOf, toUncommitted, type Uncommitted } from "./uncommitted.ts";

const none: FileStaging["staged"] = { removed: [], added: [] };

/** How much of the shown changes of some files is staged. A file that does not differ any more has nothing staged. */
export async function readStaging(
  deps: SituationDeps,
  place: ChangesPlace,
  compared: Compared,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly FileStaging[]> {
  const read = async () => {
    if (compared.uncommitted && !(await isAnythingStaged(place.path, signal)))
      return names.map((path) => ({ path, state: "none", staged: none }) as const);
    const selection = { fingerprint: compared.fingerprint, files: "all" as const, only: new Set(names) };
    const situation = await readSituation(deps, place, compared, selection, signal);
    const byName = new Map(situation.files.map((file) => [nameOf(file.path), file]));
    const staging: FileStaging[] = [];
    for (const path of names) {
      const file = byName.get(path);
      staging.push(file === undefined ? { path, state: "none", staged: none } : await stagingOf(situation, file));
    }
    return staging;
  };
  return deps.shadows.afresh(place.path, read, signal);
}

async function stagingOf(situation: Situation, file: ShownFile): Promise<FileStaging> {
  const path = nameOf(file.path);
  const { compared, index, head, work, conflicts } = situation;
  const nothing = { path, state: "none", staged: none } as const;
  if (conflicts.has(file.path)) return nothing;
  const present = work.get(file.path);
  const committed = isSame(present, headOf(situation, file));
  const unstaged = isSame(index.get(file.path), head.get(file.path));
  if (committed && unstaged && !compared.uncommitted) return { ...nothing, uncommitted: none };
  if (unstaged && compared.uncommitted) return nothing;
  const staged = indexOf(situation, file);
  const isWhole = !unstaged && isSame(index.get(file.path), present);
  if (!(await hasLines(situation, file)) || (staged !== undefined && !isFile(staged)))
    return { ...nothing, state: isWhole ? "all" : unstaged ? "none" : "partly" };
  try {
    const shown = await shownLines(situation, file);
    const some = shown.staged.removed.length + shown.staged.added.length > 0;
    // A change of mode alone has no lines; one that is staged with all lines needs no word.
    const all = isWhole || (shown.complete && some);
    const state = all ? "all" : some || (shown.empty && !unstaged) ? "partly" : "none";
    const lines = { path, state, staged: shown.staged } as const;
    return compared.uncommitted ? lines : { ...lines, uncommitted: shown.uncommitted };
  } catch (error) {
    // Read while the agent writes: the next look tells.
    if (error instanceof AppError && (error.code === "changed_since" || error.code === "changed_later"))
      return { ...nothing, state: unstaged ? "none" : "partly" };
    throw error;
  }
}

/** Which lines of what is shown are staged and which could be. */
async function shownLines(situation: Situation, file: ShownFile) {
  const { blobs, compared } = situation;
  const all = allOf(await blobs.script(file.old, file.now));
  const found = await toUncommitted(situation, file);
  const staged = await stagedLines(situation, file, found);
  const ignore = compared.of === "disk" ? ("lineEnds" as const) : undefined;
  const follow = async (from: ShownFile["old"], to: ShownFile["old"]) => {
    const [old, now, lines] = await Promise.all([blobs.lines(from), blobs.lines(to), blobs.script(from, to, ignore)]);
    return placesIn(lines, old.length, now.length);
  };
  const [inHead, inWork] = await Promise.all([follow(file.old, found.headEntry), follow(file.now, found.workEntry)]);
  const shown = ({ removed, added }: Chosen) => ({
    removed: [...all.removed].filter((line) => removed.has(inHead[line] ?? -1)),
    added: [...all.added].filter((line) => added.has(inWork[line] ?? -1)),
  });
  const { chosen } = found;
  return {
    empty: isNothing(all),
    staged: shown(staged),
    uncommitted: shown(chosen),
    complete:
      [...chosen.removed].every((line) => staged.removed.has(line)) &&
      [...chosen.added].every((line) => staged.added.has(line)),
  };
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

async function isAnythingStaged(cwd: string, signal?: AbortSignal): Promise<boolean> {
  const args = ["diff-index", "--cached", "--quiet", "--ignore-submodules=dirty", await headTree(cwd), "--"];
  return (await runGit(args, { cwd, okCodes: [0, 1], signal })).code === 1;
}
