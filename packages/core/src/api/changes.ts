import type { ChangesRequest, DiffScope, ThreadId } from "@flightdeck/contract";
import type { Compared } from "../changes/index.ts";
import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";
import { reviewPlace } from "./places.ts";

/** What the later state of a scope is of. */
const versions: Readonly<Record<DiffScope["kind"], Compared["of"]>> = {
  uncommitted: "stored",
  staged: "index",
  branch: "stored",
  last_turn: "disk",
  turn: "disk",
  commit: "stored",
};

export const changesApi = (os: Api, { changes, review, threads, rootOf }: Core) => {
  const compare = async (threadId: ThreadId, scope: DiffScope, signal?: AbortSignal) => {
    const open = threads.load(threadId);
    const place = reviewPlace(open, rootOf(open), threads.history.states);
    const { from, to, fingerprint } = await review.compare(place, scope, signal);
    const uncommitted = scope.kind === "uncommitted";
    return {
      place: { path: place.path, threadId },
      compared: { from, to, fingerprint, of: versions[scope.kind], uncommitted },
    };
  };
  const staged = (act: "stage" | "unstage") => async (input: ChangesRequest, signal?: AbortSignal) => {
    const { place, compared } = await compare(input.threadId, input.scope, signal);
    return changes[act](place, compared, input, signal);
  };
  const stage = staged("stage");
  const unstage = staged("unstage");
  return {
    stage: os.changes.stage.handler(({ input, signal }) => stage(input, signal)),
    unstage: os.changes.unstage.handler(({ input, signal }) => unstage(input, signal)),
    revert: os.changes.revert.handler(({ input }) =>
      threads.alone(input.threadId, async (open) => {
        threads.requireQuiet(rootOf(open));
        const { place, compared } = await compare(input.threadId, input.scope);
        const revert = await changes.revert(place, compared, input);
        await threads.refreshLines(open);
        return revert;
      }),
    ),
    undo: os.changes.undo.handler(({ input: { threadId, revertId } }) =>
      threads.alone(threadId, async (open) => {
        const { path } = reviewPlace(open, rootOf(open));
        threads.requireQuiet(path);
        const done = await changes.undo({ path, threadId }, revertId);
        await threads.refreshLines(open);
        return done;
      }),
    ),
    reverts: os.changes.reverts.handler(({ input: { threadId } }) => {
      threads.load(threadId); // says that there is none
      return changes.reverts(threadId);
    }),
    staging: os.changes.staging.handler(async ({ input: { threadId, scope, paths }, signal }) => {
      const { place, compared } = await compare(threadId, scope, signal);
      return changes.staging(place, compared, paths, signal);
    }),
  };
};
