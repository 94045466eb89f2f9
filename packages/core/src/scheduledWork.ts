import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { hasEnded, type ThreadId } from "@flightdeck/contract";
import type { Access } from "./access/index.ts";
import { reviewPlace } from "./api/places.ts";
import { type Automations, type Book, machineZone, openAutomations } from "./automations/index.ts";
import type { Inbox } from "./inbox/index.ts";
import type { Projects } from "./projects/index.ts";
import { createProposals, type Proposals } from "./proposals/index.ts";
import type { Review } from "./review/index.ts";
import { changesOf, openRuns, type Runs } from "./runs/index.ts";
import type { SettingsFile } from "./settings/index.ts";
import type { Store } from "./store/index.ts";
import type { OpenThread, Threads } from "./threads/index.ts";
import { openTriggers, type Triggers } from "./triggers/index.ts";
import type { UsageBook } from "./usage/index.ts";
import type { Worktrees } from "./worktrees/index.ts";

/** What goes on without a person: automations, what begins their runs, and the runs. */
export interface ScheduledWork {
  readonly automations: Automations;
  readonly proposals: Proposals;
  readonly triggers: Triggers;
  readonly runs: Runs;
  /** Begins nothing more. Settles with what ends what is under way, for when the turns have ended. */
  close(): Promise<() => Promise<void>>;
}

interface ScheduledWorkOptions {
  readonly store: Store;
  readonly book: Book;
  readonly inbox: Inbox;
  readonly threads: Threads;
  readonly worktrees: Worktrees;
  readonly projects: Projects;
  readonly settings: SettingsFile;
  readonly models: Access;
  readonly usage: UsageBook;
  readonly review: Review;
  readonly rootOf: (open: OpenThread) => string;
  readonly endProcesses: (threadId: ThreadId) => Promise<void>;
  readonly userHome: string;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly later: (run: () => void, milliseconds: number) => () => void;
  readonly report: (message: string, error: unknown) => void;
}

/** Puts together what begins by itself. Nothing does before `automations.begin`, which hosts that stay call. */
export function openScheduledWork(options: ScheduledWorkOptions): ScheduledWork {
  const { book, threads, projects, settings, models, rootOf, newId, now, later, report } = options;
  const automations = openAutomations({
    book,
    world: {
      hasProject: projects.has,
      projectOfThread: (threadId) => threads.row(threadId)?.projectId,
      hasProfile: (name) => settings.profile(name) !== undefined,
    },
    projects: projects.list,
    userHome: options.userHome,
    newId,
    now,
    later,
    breathe: () => setImmediate(),
    timeZone: machineZone,
    spreadMinutes: () => settings.current().automations.spreadMinutes,
    kick: () => runs.kick(),
    report,
  });
  const proposals: Proposals = createProposals({
    automations,
    thread: (threadId) => threads.load(threadId).thread,
    answer: (threadId, approvalId, decision, given) => threads.answer(threadId, approvalId, decision, given),
    inRun: (threadId) => book.runs.ofThread(threadId).some((run) => !hasEnded(run)),
    projects: projects.list,
    profile: settings.profile,
    usualProfile: () => settings.current().thread.profile,
  });
  const triggers = openTriggers({
    automations,
    runs: book.runs,
    project: (projectId) => (projects.has(projectId) ? projects.get(projectId) : undefined),
    rootOf: (threadId) => (threads.row(threadId) === undefined ? undefined : rootOf(threads.load(threadId))),
    settings,
    randomBytes,
    newId,
    now,
    later,
    report,
  });
  const runs: Runs = openRuns({
    ...options,
    changes: (open, of) =>
      changesOf(
        {
          place: reviewPlace(open, rootOf(open)),
          own: of.own,
          turns: of.turns.flatMap((turnId) => threads.turn(open.thread.id, turnId) ?? []),
        },
        options.review,
      ),
    project: projects.get,
    profile: settings.profile,
    modelNamed: models.modelNamed,
    defaultModel: models.defaultModel,
    settings: () => settings.current().automations,
    changed: automations.changed,
  });
  return {
    automations: {
      ...automations,
      begin: async () => {
        runs.recover();
        await automations.begin();
        triggers.begin();
      },
    },
    proposals,
    triggers,
    runs,
    close: async () => {
      await triggers.close();
      await automations.close();
      // Before the turns, so that those which end with the host do not end their runs.
      const followed = runs.close();
      return () => followed;
    },
  };
}
