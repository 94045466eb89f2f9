import type { ChangesDone, LeftOut } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { isSame, nameOf } from "./entries.ts";
import { changeIndex, type IndexChange } from "./indexFile.ts";
import { planStage, planUnstage } from "./planIndex.ts";
import { readSituation, type ShownFile, type Situation, type SituationDeps } from "./situation.ts";
import { someAtOnce } from "./someAtOnce.ts";
import type { ChangesDeps, ChangesPlace, Compared, Selection } from "./types.ts";

type Deps = Pick<ChangesDeps, "newId"> & SituationDeps;
type Plan = (situation: Situation, file: ShownFile) => Promise<readonly IndexChange[]>;

/** Plans each chosen file. Of "all" those that are in conflict are passed over. */
export async function planEach<T>(
  situation: Situation,
  selection: Selection,
  plan: (file: ShownFile) => Promise<T>,
): Promise<{ readonly planned: readonly T[]; readonly leftOut: readonly LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const plans = await someAtOnce(situation.files, async (file): Promise<readonly T[]> => {
    try {
      return [await plan(file)];
    } catch (error) {
      const reason = selection.files === "all" ? reasonOf(error) : undefined;
      if (reason === undefined) throw error;
      leftOut.push({ path: nameOf(file.path), reason });
      return [];
    }
  });
  return { planned: plans.flat(), leftOut: leftOut.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

function reasonOf(error: unknown): LeftOut["reason"] | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === "file_in_conflict") return "conflict";
  return error.code === "submodule_change" ? "submodule" : undefined;
}

async function changeStaged(
  { shadows, filters, newId }: Deps,
  place: ChangesPlace,
  { compared, selection, plan, signal }: Work,
): Promise<ChangesDone> {
  const read = async () => {
    const situation = await readSituation({ shadows, filters }, place, compared, selection, signal);
    const { planned, leftOut } = await planEach(situation, selection, (file) => plan(situation, file));
    return {
      situation,
      leftOut,
      planned: planned.map((changes) => changes.filter(({ from, to }) => !isSame(from, to))),
    };
  };
  const { situation, planned, leftOut } = await shadows.afresh(place.path, read, signal);
  const changed = planned.filter((changes) => changes.length > 0);
  if (changed.length > 0) {
    const scratch = { file: shadows.scratchIndex(place.path), name: newId() };
    const isFiltered = changed.flat().some(({ path }) => situation.conversion.hasOwnFilter(path));
    // What is on disk is known to be what is stored only after the filter said so.
    const refresh = isFiltered ? (index: string) => filters.refresh(situation.place, index, signal) : undefined;
    await changeIndex(situation.place, changed.flat(), { ...scratch, ...(refresh && { refresh }) });
  }
  return { files: changed.length, leftOut };
}

interface Work {
  readonly compared: Compared;
  readonly selection: Selection;
  readonly plan: Plan;
  readonly signal: AbortSignal | undefined;
}

/** Puts what was chosen into the index. */
export async function stage(
  deps: Deps,
  place: ChangesPlace,
  compared: Compared,
  selection: Selection,
  signal?: AbortSignal,
): Promise<ChangesDone> {
  if (compared.of === "index") throw new AppError("input_invalid", "What is staged cannot be staged");
  const done = await changeStaged(deps, place, { compared, selection, plan: planStage, signal });
  if (done.files === 0 && done.leftOut.length === 0) throw new AppError("nothing_to_stage");
  return done;
}

/** Takes what was chosen out of the index. */
export async function unstage(
  deps: Deps,
  place: ChangesPlace,
  compared: Compared,
  selection: Selection,
  signal?: AbortSignal,
): Promise<ChangesDone> {
  const done = await changeStaged(deps, place, { compared, selection, plan: planUnstage, signal });
  if (done.files === 0 && done.leftOut.length === 0) throw new AppError("nothing_to_unstage");
  return done;
}
