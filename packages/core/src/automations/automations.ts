import { type AutomationId, listedRun, type Run, type RunId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { followersOf, openAfter } from "./after.ts";
import type { KeptAutomation } from "./book.ts";
import { checked } from "./checks.ts";
import { createClockWords } from "./clockWords.ts";
import { openFeeds } from "./feeds.ts";
import { openRecording } from "./recording.ts";
import { openRows } from "./rows.ts";
import { openReckoner, type Reckoner } from "./schedule.ts";
import { openScheduler } from "./scheduler.ts";
import { readToml } from "./toml.ts";
import { type Known, writeToml } from "./tomlWrite.ts";
import type { Automations, AutomationsOptions, RunsOf } from "./types.ts";
import { pausedWords } from "./verdicts.ts";
import { triggerWords } from "./words.ts";

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

  const after = openAfter({ book, fire, now, breathe: options.breathe });

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
        await after.catchUp();
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
    watchOpenRuns: feeds.watchOpenRuns,
    earlierRuns: ({ before, ...of }) => {
      const run = book.runs.get(before);
      if (run === undefined) throw new AppError("run_not_found", before);
      return book.runs.page({ ...pageOf(of), before: run }).map(listedRun);
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

    update: async (automationId, content, since) => {
      const unchanged = (): KeptAutomation => {
        const kept = get(automationId);
        if (since !== undefined && kept.updatedAt !== since) throw new AppError("automation_changed", kept.name);
        return kept;
      };
      unchanged();
      const about = { book, world, reckoner: await reckoner(), timeZone: timeZone(), others: [] };
      checked({ id: automationId, content }, about);
      // Not the present: what came due while the rest was put on record is due.
      const accountedTo = await scheduler.settle(automationId);
      book.transaction(() => {
        const { id, paused, createdAt, proposedIn, ...before } = unchanged();
        const same = JSON.stringify(before.trigger) === JSON.stringify(content.trigger);
        book.put({
          ...checked({ id, content }, about),
          id,
          paused,
          createdAt,
          updatedAt: now(),
          accountedTo,
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
        after.ended(run);
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

const pageOf = ({ automationId, limit }: RunsOf) => ({ ...(automationId && { automationId }), limit });
