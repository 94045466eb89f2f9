import { randomUUID } from "node:crypto";
import { MessageId, type ThreadId, type ThreadLanding } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { AppError } from "../errors/index.ts";
import { type Allowed, conflictMessage } from "../landing/index.ts";
import type { OpenThread } from "../threads/index.ts";
import { gateOf, keepGate } from "./gate.ts";
import type { Api } from "./implement.ts";
import { folderKeeper, landingPlace, requireRest } from "./places.ts";

export const landingApi = (os: Api, core: Core) => {
  const { landing, threads, projects, rootOf, journal, report, worktrees } = core;
  const placeOf = (open: OpenThread) => landingPlace(open, rootOf(open), projects.get(open.thread.projectId).path);
  const told = (threadId: ThreadId) => (change: ThreadLanding) => threads.setLanding(threadId, change);
  const requireRestIn = (open: OpenThread, checkout: string | undefined): void => {
    if (checkout !== undefined) requireRest(core, open, checkout);
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
        const brought = await landing.bringIn(place, folderKeeper(worktrees, { path, threadId }));
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
        await landing.leaveMerge(place, folderKeeper(worktrees, { path, threadId }, "merge-left").putBack);
        await threads.refreshLines(open);
      }),
    ),
  };
};
