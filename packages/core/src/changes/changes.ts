import { createInTurn } from "../git/index.ts";
import { openRows } from "./rows.ts";
import { stage, unstage } from "./stage.ts";
import { createReverts } from "./reverts.ts";
import { readStaging } from "./staging.ts";
import type { Changes, ChangesDeps } from "./types.ts";

/** Acts on what was chosen of a diff; in each checkout one act at a time. */
export function createChanges(deps: ChangesDeps): Changes {
  const inTurn = createInTurn();
  const reverts = createReverts({ ...deps, rows: openRows(deps.store) });
  return {
    stage: (place, compared, selection, signal) =>
      inTurn(place.path, () => stage(deps, place, compared, selection, signal)),
    unstage: (place, compared, selection, signal) =>
      inTurn(place.path, () => unstage(deps, place, compared, selection, signal)),
    revert: (place, compared, selection, signal) =>
      inTurn(place.path, () => reverts.revert(place, compared, selection, signal)),
    undo: (place, id, signal) => inTurn(place.path, () => reverts.undo(place, id, signal)),
    reverts: reverts.list,
    staging: (place, compared, names, signal) => readStaging(deps.shadows, place, compared, names, signal),
    forget: reverts.forget,
    recover: reverts.recover,
  };
}
