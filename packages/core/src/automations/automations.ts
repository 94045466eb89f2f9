import {
  type AutomationContent,
  type AutomationId,
  type AutomationRow,
  type AutomationsEvent,
  type ProjectId,
  type Run,
  type RunCause,
  type RunId,
  type RunsEvent,
  type ThreadId,
  type Trigger,
  type TriggerPreview,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { Book, KeptAutomation } from "./book.ts";
import { checked, type World } from "./checks.ts";
import { createClockWords } from "./clockWords.ts";
import { followersOf, openFeeds } from "./feeds.ts";
import { openRecording } from "./recording.ts";
import { openRows } from "./rows.ts";
import { openReckoner, type Reckoner } from "./schedule.ts";
import { openScheduler, pausedWords } from "./scheduler.ts";
import { readToml } from "./toml.ts";
import { type Known, writeToml } from "./tomlWrite.ts";
import { triggerWords } from "./words.ts";

/** Runs that a host looks at for what should have come after them. */
const RECENT = 20;

/** One that is to be made. */
export interface NewAutomation {
  readonly content: AutomationContent;
  readonly paused?: boolean;
  /** Where an agent proposed it. */
  readonly proposedIn?: ThreadId;
  /** For those that others of the same call come after. */
  readonly id?: AutomationId;
  /** Where it stands, for what is said of it: 'line 3, "Nightly"'. */
  readonly standsAt?: string;
}

/** What is ready to be kept. */
export interface PreparedAutomations {
  readonly ids: readonly AutomationId[];
  /** Keeps all, in the caller's transaction. Throws what `create` throws. */
  put(): void;
  /** They are kept: whoever watches hears of them, and schedules begin to count. */
  tell(): Promise<void>;
}

/** Something that happened: each of its projects gets one run for it, ever. */
export interface Firing {
  readonly causeKey: string;
  readonly cause: RunCause;
  readonly dueAt: number;
  /** Some of its projects; without it all. */
  readonly projectIds?: readonly ProjectId[];
  /** It is put on record and never begins. */
  readonly state?: "missed" | "skipped";
  /** Why it never begins, or begins late. */
  readonly reason?: string;
}

/** Prompts that run without being asked, and the record of what became of each due time. */
export interface Automations {
  /** Schedules count from now on: in a host that stays. Never fails; what goes wrong is reported. */
  begin(): Promise<void>;
  /** Looks at due times now; settles when they are on record. */
  look(): Promise<void>;
  list(): Promise<readonly AutomationRow[]>;
  /** All of them as they are kept. */
  kept(): readonly KeptAutomation[];
  /** Throws `automation_not_found`. */
  get(automationId: AutomationId): KeptAutomation;
  allPaused(): boolean;
  watch(signal: AbortSignal): AsyncGenerator<AutomationsEvent, void, void>;
  watchRuns(of: RunsOf, signal: AbortSignal): AsyncGenerator<RunsEvent, void, void>;
  /** Throws `run_not_found`. */
  earlierRuns(of: RunsOf & { readonly before: RunId }): readonly Run[];
  preview(trigger: Trigger, automationId?: AutomationId): Promise<TriggerPreview>;
  /** Makes all or none. Throws `automation_invalid`, `project_not_found`, `thread_not_found`. */
  create(wanted: readonly NewAutomation[]): Promise<readonly AutomationId[]>;
  /** The same for a caller who writes it along with something else. */
  prepare(wanted: readonly NewAutomation[]): Promise<PreparedAutomations>;
  /** Throws `automation_not_found` and what `create` throws. */
  update(automationId: AutomationId, content: AutomationContent): Promise<void>;
  /** Throws `automation_not_found`. */
  delete(automationId: AutomationId): Promise<void>;
  setPaused(automationId: AutomationId, paused: boolean): Promise<void>;
  setAllPaused(paused: boolean): Promise<void>;
  /** What its trigger saw last. Joins the caller's transaction. */
  setSeen(automationId: AutomationId, seen: string | undefined): void;
  setTokenHash(automationId: AutomationId, tokenHash: string | undefined): void;
  /** The projects that get a run each; undefined stands for a run without one. */
  targets(automation: KeptAutomation): readonly (ProjectId | undefined)[];
  /** Why what it waits for cannot be watched, in plain words; not kept. */
  setProblem(automationId: AutomationId, problem: string | undefined): void;
  /** Records runs that begin now. Throws `automation_not_found`, `automation_busy`, `automation_invalid`. */
  run(automationId: AutomationId, options?: { readonly dry?: boolean }): readonly RunId[];
  /** Some as a TOML file's text, or all. Throws `automation_not_found`. */
  exported(automationIds?: readonly AutomationId[]): { readonly fileName: string; readonly text: string };
  /** Makes what a TOML file says, paused, all or none. Throws `automation_invalid`, `project_not_found`. */
  imported(text: string): Promise<readonly AutomationId[]>;
  /** Records what an event asks for; what has its record already, and everything while paused, is let go. */
  fire(automationId: AutomationId, firing: Firing): readonly Run[];
  /** A run's record was put: those who watch are told, and when it ended, what comes after it begins. */
  changed(run: Run): void;
  /** Tells when automations were made, changed, removed or paused. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface RunsOf {
  readonly automationId?: AutomationId | undefined;
  readonly limit: number;
}

export interface AutomationsOptions {
  readonly book: Book;
  readonly world: World;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly later: (run: () => void, milliseconds: number) => () => void;
  readonly breathe: () => Promise<void>;
  readonly timeZone: () => string;
  readonly spreadMinutes: () => number;
  /** There are runs that may begin. */
  readonly kick: () => void;
  /** What the names in a file stand for. */
  readonly projects: () => Known["projects"];
  readonly userHome: string;
  readonly report: (message: string, error: unknown) => void;
}

export function openAutomations(options: AutomationsOptions): Automations {
  const { book, world, now, timeZone, report } = options;
  let loading: Promise<Reckoner> | undefined;
  const reckoner = () => (loading ??= openReckoner());
  const clockWords = createClockWords();
  const listeners = new Set<() => void>();

  const recording = openRecording({
    ...world,
    book,
    clockWords,
    now,
    newId: () => options.newId("run") as RunId, // made here
    timeZoneOf: ({ trigger }) => (trigger.kind === "schedule" ? trigger.timeZone : undefined) ?? timeZone(),
  });
  const scheduler = openScheduler({
    ...options,
    clockWords,
    recording,
    reckoner,
    onRecords: (automationId, runs) => announce(automationId, runs),
    onMoved: (ids) => ids.forEach(feeds.changed),
  });
  const problems = new Map<AutomationId, string>();
  const rows = openRows({
    problemOf: (id) => problems.get(id),
    book,
    world,
    reckoner,
    timeZone,
    nextOf: scheduler.nextOf,
  });
  const feeds = openFeeds({ book, row: rows.row });

  const get = (automationId: AutomationId): KeptAutomation => {
    const found = book.get(automationId);
    if (found === undefined) throw new AppError("automation_not_found", automationId);
    return found;
  };
  const announce = (automationId: AutomationId, runs: readonly Run[]): void => {
    feeds.ran(runs);
    feeds.changed(automationId);
    if (runs.some(({ state }) => state === "pending")) options.kick();
  };
  /** It is another one than before: watchers, triggers and the scheduler follow. */
  const altered = async (automationId: AutomationId): Promise<void> => {
    feeds.changed(automationId);
    for (const { id } of followersOf(book.list(), automationId)) feeds.changed(id); // they tell its name
    for (const listener of listeners) listener();
    await scheduler.arrange(automationId);
    feeds.changed(automationId); // its next due time is known now
  };
  /** Takes back what waits for its turn; what a person asked for only when the automation goes. */
  const withdraw = (runs: readonly Run[], reason: string, all = false): readonly Run[] => {
    const withdrawn = runs
      .filter(({ state, cause }) => state === "pending" && (all || cause.kind !== "person"))
      .map((run): Run => ({ ...run, state: "skipped", reason, endedAt: now() }));
    withdrawn.forEach(book.runs.put);
    return withdrawn;
  };

  const fire: Automations["fire"] = (automationId, { projectIds, state, ...firing }) => {
    const runs = book.transaction(() => {
      const automation = book.get(automationId);
      if (automation === undefined || automation.paused || book.allPaused()) return [];
      return recording.record({ automation, ...firing, projectIds, state: state ?? "pending" });
    });
    if (runs.length > 0) announce(automationId, runs);
    return runs;
  };

  /** Begins one automation behind a run that it comes after. */
  const fireAfter = ({ id, trigger, projects }: KeptAutomation, run: Run): void => {
    if (!isWork(run) || !wants(trigger, run)) return;
    const together = run.projectId !== undefined && projects.includes(run.projectId) ? [run.projectId] : undefined;
    fire(id, {
      causeKey: `after:${run.id}`,
      cause: { kind: "after", runId: run.id },
      dueAt: run.endedAt ?? now(),
      ...(together && { projectIds: together }),
    });
  };
  /** A host may have died between the end of a run and what comes after it. */
  const followUp = async (): Promise<void> => {
    for (const automation of book.list()) {
      const { trigger, accountedTo } = automation;
      if (trigger.kind !== "after") continue;
      for (const run of book.runs.page({ automationId: trigger.automationId, limit: RECENT }))
        if ((run.endedAt ?? 0) > accountedTo) fireAfter(automation, run);
      await options.breathe();
    }
  };

  const known = (): Known => ({
    projects: options.projects(),
    automations: book.list(),
    userHome: options.userHome,
  });

  const prepare: Automations["prepare"] = async (wanted) => {
    const about = { book, world, reckoner: await reckoner(), timeZone: timeZone() };
    const drafts = wanted.map((one) => ({
      ...one,
      id: one.id ?? (options.newId("automation") as AutomationId), // made here
    }));
    return {
      ids: drafts.map(({ id }) => id),
      put: () => {
        const at = now();
        for (const [index, { id, content, paused = false, proposedIn, standsAt }] of drafts.entries())
          book.put({
            ...placed(standsAt, () => checked({ id, content }, { ...about, others: drafts.slice(index + 1) })),
            id,
            paused,
            createdAt: at,
            updatedAt: at,
            accountedTo: at,
            ...(proposedIn !== undefined && { proposedIn }),
          });
      },
      tell: async () => {
        for (const { id } of drafts) await altered(id);
      },
    };
  };
  const create: Automations["create"] = async (wanted) => {
    const prepared = await prepare(wanted);
    book.transaction(prepared.put);
    await prepared.tell();
    return prepared.ids;
  };

  return {
    begin: async () => {
      try {
        await followUp();
        await scheduler.begin();
      } catch (error) {
        report("automations could not begin", error);
      }
    },
    look: scheduler.look,
    list: () => Promise.all(book.list().map(rows.row)),
    kept: book.list,
    get,
    allPaused: book.allPaused,
    watch: feeds.watch,
    watchRuns: feeds.watchRuns,
    earlierRuns: ({ before, ...of }) => {
      const run = book.runs.get(before);
      if (run === undefined) throw new AppError("run_not_found", before);
      return book.runs.page({ ...pageOf(of), before: run });
    },

    preview: async (trigger, automationId) => {
      const words = await triggerWords(trigger, (id) => book.get(id as AutomationId)?.name); // an id of a trigger
      const zone = (trigger.kind === "schedule" ? trigger.timeZone : undefined) ?? timeZone();
      const preview = { words, next: [], timeZone: zone, spreadMinutes: options.spreadMinutes() };
      if (trigger.kind !== "schedule") return preview;
      const known = automationId === undefined ? undefined : book.get(automationId);
      const reckoning = (await reckoner()).reckon(trigger.schedule, {
        timeZone: zone,
        anchor: known?.createdAt ?? now(),
      });
      if ("problem" in reckoning) return { ...preview, problem: reckoning.problem };
      const next: number[] = [];
      for (let at = reckoning.times.after(now()); at !== undefined && next.length < 5; at = reckoning.times.after(at))
        next.push(at);
      return { ...preview, next };
    },

    create,
    prepare,

    update: async (automationId, content) => {
      get(automationId);
      const about = { book, world, reckoner: await reckoner(), timeZone: timeZone(), others: [] };
      checked({ id: automationId, content }, about);
      await scheduler.settle(automationId);
      const at = now();
      book.transaction(() => {
        const { id, paused, createdAt, proposedIn, ...before } = get(automationId);
        const same = JSON.stringify(before.trigger) === JSON.stringify(content.trigger);
        book.put({
          ...checked({ id, content }, about),
          id,
          paused,
          createdAt,
          updatedAt: at,
          accountedTo: at,
          ...(proposedIn !== undefined && { proposedIn }),
          // Another branch was not seen yet; the token is the webhook's as long as there is one.
          ...(same && before.seen !== undefined && { seen: before.seen }),
          ...(content.trigger.kind === "webhook" && before.tokenHash !== undefined && { tokenHash: before.tokenHash }),
        });
      });
      await altered(automationId);
    },

    delete: async (automationId) => {
      get(automationId);
      const reason = "Its automation was deleted before it began";
      await scheduler.settle(automationId, reason);
      const runs = book.transaction(() => {
        get(automationId);
        book.remove(automationId);
        return withdraw(book.runs.openOf(automationId), reason, true);
      });
      feeds.ran(runs);
      await altered(automationId);
    },

    setPaused: async (automationId, paused) => {
      if (get(automationId).paused === paused) return;
      const reason = "It was paused before this run began";
      await scheduler.settle(automationId, reason);
      const runs = book.transaction(() => {
        const automation = get(automationId);
        const at = now();
        // While it is switched off nothing is due.
        book.put({ ...automation, paused, updatedAt: at, accountedTo: at });
        return paused ? withdraw(book.runs.openOf(automationId), reason) : [];
      });
      feeds.ran(runs);
      await altered(automationId);
    },

    setAllPaused: async (paused) => {
      if (book.allPaused() === paused) return;
      await scheduler.settle("all", pausedWords);
      const runs = book.transaction(() => {
        book.setAllPaused(paused);
        const at = now();
        for (const { id, trigger } of book.list()) if (trigger.kind === "after") book.setAccountedTo(id, at); // what ended meanwhile is let go
        return paused ? withdraw(book.runs.open(), pausedWords) : [];
      });
      feeds.ran(runs);
      for (const id of new Set(runs.map((run) => run.automationId))) feeds.changed(id);
      feeds.allPaused();
      for (const listener of listeners) listener();
    },

    setSeen: (automationId, seen) => {
      const { seen: _before, ...automation } = get(automationId);
      book.put({ ...automation, ...(seen !== undefined && { seen }) });
    },
    setTokenHash: (automationId, tokenHash) => {
      const { tokenHash: _before, ...automation } = get(automationId);
      book.put({ ...automation, ...(tokenHash !== undefined && { tokenHash }) });
      feeds.changed(automationId);
    },

    targets: recording.targets,
    setProblem: (automationId, problem) => {
      if (problems.get(automationId) === problem) return;
      if (problem === undefined) problems.delete(automationId);
      else problems.set(automationId, problem);
      feeds.changed(automationId);
    },

    run: (automationId, { dry = false } = {}) => {
      const automation = get(automationId);
      const targets = recording.targets(automation);
      const there = targets.filter((id) => id !== undefined && world.hasProject(id));
      if (there.length === 0)
        throw new AppError(
          "automation_invalid",
          automation.place.kind === "thread"
            ? "The thread that it wakes up is gone. Choose another place for it."
            : "Its project is no longer in Flightdeck. Choose another one.",
        );
      const busy = automation.overlap ? [] : book.runs.openOf(automationId).map(({ projectId }) => projectId);
      const free = there.filter((id) => id !== undefined && !busy.includes(id)).filter((id) => id !== undefined);
      if (free.length === 0) throw new AppError("automation_busy", automation.name);
      const causeKey = `person:${options.newId("request")}`;
      const runs = recording.record({
        automation,
        causeKey,
        cause: { kind: "person" },
        dueAt: now(),
        state: "pending",
        dry,
        projectIds: free,
      });
      announce(automationId, runs);
      return runs.map(({ id }) => id);
    },
    exported: (automationIds) => {
      const chosen = automationIds === undefined ? book.list() : automationIds.map(get);
      const [only] = chosen.length === 1 ? chosen : [];
      return { fileName: `${only ? fileNameOf(only.name) : "automations"}.toml`, text: writeToml(chosen, known()) };
    },
    imported: async (text) => {
      const read = readToml(text, known(), () => options.newId("automation") as AutomationId); // made here
      return create(read.map((one) => ({ ...one, paused: true })));
    },
    fire,
    changed: (run) => {
      feeds.ran([run]);
      feeds.changed(run.automationId);
      try {
        for (const after of isWork(run) ? followersOf(book.list(), run.automationId) : []) fireAfter(after, run);
      } catch (error) {
        report("what comes after a run could not be begun", error); // the next host finds it
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: scheduler.close,
  };
}

/** What is wrong, and where that stands. */
function placed<T>(standsAt: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (standsAt === undefined || !(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${standsAt}: ${error.detail ?? ""}`, { cause: error });
  }
}

const fileNameOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "automation";

/** Whether a run has ended that has worked: what was skipped or only tried brings nothing about. */
const isWork = ({ state, dry, threadId }: Run): boolean =>
  !dry && threadId !== undefined && (state === "completed" || state === "failed" || state === "stopped");
const pageOf = ({ automationId, limit }: RunsOf) => ({ ...(automationId && { automationId }), limit });

function wants(trigger: Trigger, { state, outcome }: Run): boolean {
  if (trigger.kind !== "after") return false;
  if (trigger.when === "ended") return true;
  if (trigger.when === "failed") return state === "failed";
  return state === "completed" && (outcome === "found" || outcome === "changed");
}
