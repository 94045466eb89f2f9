import { randomUUID } from "node:crypto";
import { MessageId, type ThreadId, type ThreadLanding } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { type Allowed, conflictMessage, type MergeSides } from "../landing/index.ts";
import type { OpenThread } from "../threads/index.ts";
import { gateOf, keepGate } from "./gate.ts";
import type { Api } from "./implement.ts";
import { landingPlace, requireRest } from "./places.ts";

/** The state of a thread's folder before just this merge, which may be given up, among its checkpoints. */
const beforeMerge = ({ merged, head }: MergeSides): string =>
  `before-merge-${head.slice(0, 16)}-${merged.slice(0, 16)}`;

export const landingApi = (os: Api, core: Core) => {
  const { landing, threads, projects, rootOf, journal, report, worktrees } = core;
  const placeOf = (open: OpenThread) => landingPlace(open, rootOf(open), projects.get(open.thread.projectId).path);
  const told = (threadId: ThreadId) => (change: ThreadLanding) => threads.setLanding(threadId, change);
  const requireRestIn = (open: OpenThread, checkout: string | undefined): void => {
    if (checkout !== undefined) requireRest(core, open, checkout);
  };
  /** A folder as it was before a merge of ours; of another one, or of one on other commits, that is not known. */
  const putBack = async (
    at: { readonly path: string; readonly threadId: ThreadId },
    merge: MergeSides,
    name: string,
  ): Promise<void> => {
    const to = await worktrees.kept({ ...at, name: beforeMerge(merge) });
    await worktrees.rewind({ ...at, to, name, duringMerge: true });
    await worktrees.dropKept({ ...at, name: beforeMerge(merge) });
  };
  return {
    check: os.landing.check.handler(async ({ input: { threadId }, signal }) => {
      const open = threads.load(threadId);
      const check = await landing.check(placeOf(open), signal);
      const gate = await gateOf(core, open, { check, signal });
      return {
        ...check,
        ...(threads.isRunning(threadId) ? { state: "turn_running" as const } : {}),
        ...(gate === undefined ? {} : { gate }),
      };
    }),
    preview: os.landing.preview.handler(({ input: { threadId, method }, signal }) =>
      landing.preview(placeOf(threads.load(threadId)), method, signal),
    ),
    land: os.landing.land.handler(({ input: { threadId, override, ...request } }) =>
      threads.alone(threadId, async (open) => {
        const place = placeOf(open);
        const { allow, passage } = keepGate(core, open, { base: place.base ?? "", override, now: Date.now });
        const asked = {
          ...request,
          allow: async (what: Allowed) => {
            requireRestIn(open, what.checkout);
            await allow(what);
          },
        };
        const landed = await landing.land(place, asked, (change) => {
          if (passage.overridden !== undefined) open.commit([passage.overridden]);
          told(threadId)(change);
        });
        const { missing } = passage;
        try {
          journal.note(threadId, {
            kind: "landed",
            subject: landed.base,
            ...(override === undefined || missing.length === 0
              ? {}
              : { override: { reason: override.reason, missing } }),
          });
        } catch (error) {
          report("that work was landed could not be written down", error); // it is landed all the same
        }
        await threads.refreshLines(open);
        return landed;
      }),
    ),
    undo: os.landing.undo.handler(({ input: { threadId, landingId } }) =>
      threads.alone(threadId, async (open) => {
        const undone = await landing.undo({ threadId }, landingId, {
          allow: ({ checkout }) => requireRestIn(open, checkout),
          also: told(threadId),
        });
        await threads.refreshLines(open).catch(() => undefined); // its worktree may be gone by now
        return undone;
      }),
    ),
    handToAgent: os.landing.handToAgent.handler(async ({ input: { threadId } }) => {
      const { paths, text } = await threads.alone(threadId, async (open) => {
        // Told before the merge begins: nobody could be asked to end it.
        if (open.thread.archived) throw new AppError("thread_archived");
        const place = placeOf(open);
        const path = place.worktreePath;
        const brought = await landing.bringIn(place, {
          keep: async (merge) => void (await worktrees.keep({ path, threadId, name: beforeMerge(merge) })),
          putBack: (merge) => putBack({ path, threadId }, merge, "merge-failed"),
        });
        return { paths: brought.paths, text: conflictMessage(brought, place.branch) };
      });
      threads.send(threadId, { id: MessageId.parse(randomUUID()), text });
      return { paths };
    }),
    abortMerge: os.landing.abortMerge.handler(({ input: { threadId } }) =>
      threads.alone(threadId, async (open) => {
        const place = placeOf(open);
        const path = place.worktreePath;
        await core.endProcesses(threadId);
        if (open.thread.worktree?.state === "ready") await worktrees.requireQuiet(threadId);
        // What the files are now is kept on the way.
        await landing.leaveMerge(place, (merge) => putBack({ path, threadId }, merge, "merge-left"));
        await threads.refreshLines(open);
      }),
    ),
  };
};
