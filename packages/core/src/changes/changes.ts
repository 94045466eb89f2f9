import { createFilters, noFilters } from "./filters.ts";
import { openRows } from "./rows.ts";
import { stage, unstage } from "./stage.ts";
import { createReverts } from "./reverts.ts";
import { readStaging } from "./staging.ts";
import type { Changes, ChangesDeps } from "./types.ts";

/** Acts on what was chosen of a diff; in each checkout one act at a time. */
export function createChanges(deps: ChangesDeps): Changes {
  const { inTurn } = deps;
  const filters = createFilters(deps);
  const acting = { ...deps, filters };
  const reverts = createReverts({ ...acting, rows: openRows(deps.store) });
  // A look runs none of the repository's programs.
  const looking = { shadows: deps.shadows, filters: noFilters };
  return {
    stage: (place, compared, selection, signal) =>
      inTurn(place.path, () => stage(acting, place, compared, selection, signal)),
    unstage: (place, compared, selection, signal) =>
      inTurn(place.path, () => unstage(acting, place, compared, selection, signal)),
    revert: (place, compared, selection, signal) =>
      inTurn(place.path, () => reverts.revert(place, compared, selection, signal)),
    undo: (place, id, signal) => inTurn(place.path, () => reverts.undo(place, id, signal)),
    reverts: reverts.list,
    staging: (place, compared, names, signal) => readStaging(looking, place, compared, names, signal),
    forget: reverts.forget,
    recover: reverts.recover,
  };
}
