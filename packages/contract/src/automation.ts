import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { AutomationId, ProjectId, RunId, ThreadId } from "./ids.ts";
import { ReasoningEffort } from "./permissions.ts";
import type { Run } from "./run.ts";

/** A time of the day on a 24-hour clock, "07:30". */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time is written as 07:30");

/** Days of a week as ISO counts them: 1 is Monday, 7 is Sunday. */
const Weekday = z.int().min(1).max(7);

/** When something is due, again and again. `every` counts from when the automation was made, whatever the clocks do. */
export const Schedule = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("every"), minutes: z.int().min(1).max(10_080) }),
  z.object({ kind: z.literal("daily"), time: TimeOfDay }),
  z.object({ kind: z.literal("weekly"), days: z.array(Weekday).min(1).max(7), time: TimeOfDay }),
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  z.object({ kind: z.literal("cron"), expression: z.string().trim().min(9).max(200) }),
]);
export type Schedule = z.infer<typeof Schedule>;

/** What begins a run. `manual`: nothing but a person, or `flightdeck automation run NAME`. */
export const Trigger = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("schedule"),
    schedule: Schedule,
    /** A name of the IANA database; without it the machine's own, wherever it travels. */
    timeZone: z.string().min(1).max(100).optional(),
  }),
  /** A branch of the project points to another commit: "main", "origin/main". */
  z.object({ kind: z.literal("branch"), branch: z.string().trim().min(1).max(250) }),
  /** Files of the local checkout changed and came to rest; patterns as a `.gitignore` has them. */
  z.object({ kind: z.literal("files"), patterns: z.array(z.string().trim().min(1).max(250)).min(1).max(50) }),
  /** A run of another automation ended; `found`: only when it found or changed something, `failed`: only then. */
  z.object({
    kind: z.literal("after"),
    automationId: AutomationId,
    when: z.enum(["ended", "found", "failed"]).default("ended"),
  }),
  /** A POST with the automation's token, on loopback. */
  z.object({ kind: z.literal("webhook") }),
  z.object({ kind: z.literal("manual") }),
]);
export type Trigger = z.infer<typeof Trigger>;

/**
 * Where a run works. worktree: in a fresh one from `base` (else the project's own base), removed afterwards if nothing
 * changed. local: in the project's own checkout, which it can only read. thread: as one more turn of a thread.
 */
export const RunPlace = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("worktree"), base: z.string().trim().min(1).max(250).optional() }),
  z.object({ kind: z.literal("local") }),
  z.object({ kind: z.literal("thread"), threadId: ThreadId }),
]);
export type RunPlace = z.infer<typeof RunPlace>;

export const RunLimits = z.object({
  /** Of work: waiting for a person does not count. */
  minutes: z
    .int()
    .min(1)
    .max(24 * 60)
    .default(30),
  /** US dollars of one run; without it the person's own budgets alone hold. */
  dollars: z.number().positive().max(10_000).optional(),
});
export type RunLimits = z.infer<typeof RunLimits>;

/** What an automation is called: it stands in lists, in titles and on terminals, so it is one line that can be seen. */
export const AutomationName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), "a name is one line, without control characters")
  .refine((name) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(name), "a name has something that can be seen");

/** What a person says of an automation. */
export const AutomationContent = z.object({
  name: AutomationName,
  /** What the agent is told; `$name` in it uses a skill. */
  prompt: z.string().trim().min(1).max(100_000),
  /** Each gets a run of its own. None for a wake-up in a thread. */
  projects: z.array(ProjectId).max(50).default([]),
  trigger: Trigger,
  place: RunPlace.default({ kind: "worktree" }),
  /** Without it what new threads begin with. */
  model: z.string().min(1).max(200).optional(),
  effort: ReasoningEffort.optional(),
  /** The name of a permission profile; without it what new threads of the project begin with. */
  profile: z.string().min(1).max(60).optional(),
  limits: RunLimits.prefault({}),
  /** Due times that passed while nothing could run. catch_up: the last of them runs as soon as it can. */
  missed: z.enum(["record", "catch_up"]).default("record"),
  /** Whether a run may begin while another one of the same automation is under way. */
  overlap: z.boolean().default(false),
  /** Runs that found nothing and changed nothing leave the inbox and the sidebar by themselves; they are kept. */
  archiveEmpty: z.boolean().default(true),
});
export type AutomationContent = z.infer<typeof AutomationContent>;

/** A prompt that runs without being asked. */
export interface Automation extends AutomationContent {
  readonly id: AutomationId;
  readonly paused: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The thread in which an agent proposed it and the person said yes. */
  readonly proposedIn?: ThreadId;
}

/** An automation as the list shows it. */
export interface AutomationRow extends Automation {
  /** Its trigger in plain words: "Weekdays at 02:30". */
  readonly words: string;
  /** The next due time; undefined when paused, and for what waits for an event. */
  readonly nextAt?: number;
  /** The newest record, whatever came of it. */
  readonly lastRun?: Run;
  /** Runs that are under way or wait for their turn. */
  readonly active: number;
  /** Why it cannot run as it stands, in plain words. */
  readonly problem?: string;
}

export type AutomationsEvent =
  | { readonly type: "snapshot"; readonly rows: readonly AutomationRow[]; readonly allPaused: boolean }
  | { readonly type: "changed"; readonly row: AutomationRow }
  | { readonly type: "removed"; readonly automationId: AutomationId }
  | { readonly type: "all_paused"; readonly allPaused: boolean };

/** What a trigger means, before it is kept. */
export interface TriggerPreview {
  readonly words: string;
  /** The next due times, at most five; none for what waits for an event. */
  readonly next: readonly number[];
  /** The zone that they are told in. */
  readonly timeZone: string;
  /** A run begins up to so many minutes after its due time, so that not all begin at once. */
  readonly spreadMinutes: number;
  /** Why it cannot be kept, in plain words. */
  readonly problem?: string;
}

/** An automation that is worth having, to be made one's own. */
export interface AutomationTemplate {
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what it does and what comes of it. */
  readonly about: string;
  readonly content: AutomationContent;
}

export type RunsEvent =
  | { readonly type: "snapshot"; readonly runs: readonly Run[] }
  | { readonly type: "changed"; readonly run: Run };

const one = z.object({ automationId: AutomationId });

export const automations = {
  /** All automations; then each change of one. */
  watch: watch({ input: z.object({}), event: output<AutomationsEvent>() }),
  /** What a trigger means, while it is written. */
  preview: query({
    input: z.object({ trigger: Trigger, automationId: AutomationId.optional() }),
    output: output<TriggerPreview>(),
  }),
  create: command({
    input: z.object({ content: AutomationContent, paused: z.boolean().default(false) }),
    output: output<{ readonly automationId: AutomationId }>(),
    errors: ["automation_invalid", "project_not_found", "thread_not_found"],
  }),
  /** Due times from now on follow the new content; runs under way go on as they began. */
  update: command({
    input: one.extend({
      content: AutomationContent,
      /** When it was changed last, as far as who asks knows: a change since then is not written over. */
      since: z.number().optional(),
    }),
    output: output<void>(),
    errors: [
      "automation_not_found",
      "automation_changed",
      "automation_invalid",
      "project_not_found",
      "thread_not_found",
    ],
  }),
  /** Its runs and their threads are kept; those that wait for their turn are not begun. */
  delete: command({ input: one, output: output<void>(), errors: ["automation_not_found"] }),
  setPaused: command({
    input: one.extend({ paused: z.boolean() }),
    output: output<void>(),
    errors: ["automation_not_found"],
  }),
  /** Nothing begins by itself any more, until this is taken back; runs under way go on. */
  setAllPaused: command({ input: z.object({ paused: z.boolean() }), output: output<void>() }),
  /** Begins a run of each project now. `dry`: without the right to change anything, and out of the inbox. */
  run: command({
    input: one.extend({ dry: z.boolean().default(false) }),
    output: output<{ readonly runIds: readonly RunId[] }>(),
    errors: ["automation_not_found", "automation_busy", "automation_invalid"],
  }),
  /** Ends a run that is under way, or takes one back that waits for its turn. What it did is kept. */
  stopRun: command({
    input: z.object({ runId: RunId }),
    output: output<void>(),
    errors: ["run_not_found", "run_ended"],
  }),
  /** Runs of one automation or of all, the newest first; then each change. */
  watchRuns: watch({
    input: z.object({ automationId: AutomationId.optional(), limit: z.int().min(1).max(500).default(50) }),
    event: output<RunsEvent>(),
  }),
  /** Runs before one that a client has, the newest first. */
  earlierRuns: query({
    input: z.object({
      automationId: AutomationId.optional(),
      before: RunId,
      limit: z.int().min(1).max(500).default(50),
    }),
    output: output<readonly Run[]>(),
    errors: ["run_not_found"],
  }),
  templates: query({ input: z.object({}), output: output<readonly AutomationTemplate[]>() }),
  /** Automations as a TOML file's text; all of them without ids. */
  export: query({
    input: z.object({ automationIds: z.array(AutomationId).max(1000).optional() }),
    output: output<{ readonly fileName: string; readonly text: string }>(),
    errors: ["automation_not_found"],
  }),
  /** Makes what a TOML file says, paused, all or nothing. */
  import: command({
    input: z.object({ text: z.string().max(4_000_000) }),
    output: output<{ readonly automationIds: readonly AutomationId[] }>(),
    errors: ["automation_invalid", "project_not_found"],
  }),
  /** Makes a token for the automation's webhook and shows it this once; the one before holds no longer. */
  newWebhookToken: command({
    input: one,
    output: output<{ readonly url: string; readonly token: string }>(),
    errors: ["automation_not_found", "automation_invalid"],
  }),
};
