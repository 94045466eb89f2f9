import { AutomationContent, type ProjectId, type RunPlace, type Schedule, Trigger } from "@flightdeck/contract";

/** What may begin a run, as the form names it: each kind of schedule and of event. */
export type WhenKind = Schedule["kind"] | Exclude<Trigger["kind"], "schedule">;

export const scheduleKinds: ReadonlySet<WhenKind> = new Set(["every", "daily", "weekly", "cron"]);

export type Unit = "minutes" | "hours" | "days";
const minutesOf: Readonly<Record<Unit, number>> = { minutes: 1, hours: 60, days: 1440 };

/** When it runs, as it is written: what was filled in for another kind stays there. */
export interface WhenForm {
  readonly kind: WhenKind;
  readonly amount: string;
  readonly unit: Unit;
  readonly time: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  readonly cron: string;
  /** Empty: the machine's own. */
  readonly timeZone: string;
  readonly branch: string;
  /** One pattern a line. */
  readonly patterns: string;
  readonly after: string;
  readonly afterWhen: "ended" | "found" | "failed";
}

export interface PlaceForm {
  readonly kind: RunPlace["kind"];
  readonly base: string;
  readonly threadId: string;
}

/** An automation as it is written in the form: numbers and times as text, half of them perhaps. Empty means: not chosen. */
export interface AutomationForm {
  readonly name: string;
  readonly prompt: string;
  readonly projects: readonly string[];
  readonly when: WhenForm;
  readonly place: PlaceForm;
  readonly model: string;
  readonly effort: string;
  readonly profile: string;
  readonly minutes: string;
  readonly dollars: string;
  readonly missed: AutomationContent["missed"];
  readonly overlap: boolean;
  readonly archiveEmpty: boolean;
}

export type FieldName = keyof AutomationForm;

/** The fields as a sentence names them. */
export const fieldNames: Readonly<Record<FieldName, string>> = {
  name: "the name",
  prompt: "the prompt",
  projects: "the projects",
  when: "when it runs",
  place: "where it works",
  model: "the model",
  effort: "the effort",
  profile: "the permissions",
  minutes: "the time limit",
  dollars: "the cost limit",
  missed: "what happens if it is missed",
  overlap: "whether runs overlap",
  archiveEmpty: "what happens to empty results",
};

export const fields = Object.keys(fieldNames) as readonly FieldName[]; // the record names each of them

const emptyWhen: WhenForm = {
  kind: "daily",
  amount: "1",
  unit: "hours",
  time: "07:30",
  days: [1, 2, 3, 4, 5],
  cron: "30 7 * * 1-5",
  timeZone: "",
  branch: "main",
  patterns: "",
  after: "",
  afterWhen: "ended",
};

/** What a new automation begins with. */
export const emptyForm: AutomationForm = {
  name: "",
  prompt: "",
  projects: [],
  when: emptyWhen,
  place: { kind: "worktree", base: "", threadId: "" },
  model: "",
  effort: "",
  profile: "",
  minutes: "30",
  dollars: "",
  missed: "record",
  overlap: false,
  archiveEmpty: true,
};

function everyForm(minutes: number): Pick<WhenForm, "amount" | "unit"> {
  const unit = (["days", "hours"] as const).find((each) => minutes % minutesOf[each] === 0) ?? "minutes";
  return { amount: String(minutes / minutesOf[unit]), unit };
}

function whenForm(trigger: Trigger): WhenForm {
  switch (trigger.kind) {
    case "schedule": {
      const { schedule, timeZone = "" } = trigger;
      switch (schedule.kind) {
        case "every":
          return { ...emptyWhen, timeZone, kind: "every", ...everyForm(schedule.minutes) };
        case "daily":
          return { ...emptyWhen, timeZone, kind: "daily", time: schedule.time };
        case "weekly":
          return { ...emptyWhen, timeZone, kind: "weekly", days: schedule.days, time: schedule.time };
        case "cron":
          return { ...emptyWhen, timeZone, kind: "cron", cron: schedule.expression };
      }
    }
    // every kind of schedule has returned
    case "branch":
      return { ...emptyWhen, kind: "branch", branch: trigger.branch };
    case "files":
      return { ...emptyWhen, kind: "files", patterns: trigger.patterns.join("\n") };
    case "after":
      return { ...emptyWhen, kind: "after", after: trigger.automationId, afterWhen: trigger.when };
    case "webhook":
    case "manual":
      return { ...emptyWhen, kind: trigger.kind };
  }
}

/** An automation, to be changed. */
export function formOf(content: AutomationContent): AutomationForm {
  const { place } = content;
  return {
    name: content.name,
    prompt: content.prompt,
    projects: content.projects,
    when: whenForm(content.trigger),
    place: {
      kind: place.kind,
      base: place.kind === "worktree" ? (place.base ?? "") : "",
      threadId: place.kind === "thread" ? place.threadId : "",
    },
    model: content.model ?? "",
    effort: content.effort ?? "",
    profile: content.profile ?? "",
    minutes: String(content.limits.minutes),
    dollars: content.limits.dollars === undefined ? "" : String(content.limits.dollars),
    missed: content.missed,
    overlap: content.overlap,
    archiveEmpty: content.archiveEmpty,
  };
}

/** A time of day as a person writes it: 7:30, 730, 7.30 and 7 are 07:30 and 07:00. */
export function timeOf(written: string): string | undefined {
  const [, hours = "", minutes = "00"] = /^\s*(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?\s*$/.exec(written) ?? [];
  if (hours === "" || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return `${hours.padStart(2, "0")}:${minutes}`;
}

const patternsOf = (written: string): readonly string[] =>
  written
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What of the form says when it runs, for its kind alone. */
export function meaning(when: WhenForm): Readonly<Record<string, unknown>> {
  const { kind, time, timeZone } = when;
  switch (kind) {
    case "every":
      return { kind, amount: when.amount.trim(), unit: when.unit };
    case "daily":
      return { kind, time: timeOf(time) ?? time, timeZone };
    case "weekly":
      return { kind, time: timeOf(time) ?? time, days: when.days.toSorted((a, b) => a - b), timeZone };
    case "cron":
      return { kind, cron: when.cron.trim(), timeZone };
    case "branch":
      return { kind, branch: when.branch.trim() };
    case "files":
      return { kind, patterns: patternsOf(when.patterns) };
    case "after":
      return { kind, after: when.after, afterWhen: when.afterWhen };
    case "webhook":
    case "manual":
      return { kind };
  }
}

/** What is wrong with what is written, in plain words; or the trigger that it means. */
export type ReadTrigger = { readonly trigger: Trigger } | { readonly problem: string };

function readSchedule(when: WhenForm): Schedule | string {
  const time = timeOf(when.time);
  switch (when.kind) {
    case "every": {
      const minutes = /^\s*\d+\s*$/.test(when.amount) ? Number(when.amount) * minutesOf[when.unit] : 0;
      return minutes >= 1 && minutes <= 10_080
        ? { kind: "every", minutes }
        : "It is a whole number, and at most seven days";
    }
    case "daily":
      return time === undefined ? "A time is written as 07:30" : { kind: "daily", time };
    case "weekly":
      if (when.days.length === 0) return "Choose at least one day";
      return time === undefined
        ? "A time is written as 07:30"
        : { kind: "weekly", days: when.days.toSorted((a, b) => a - b), time };
    case "cron":
      return when.cron.trim().split(/\s+/).length === 5
        ? { kind: "cron", expression: when.cron.trim() }
        : "Five fields: minute, hour, day of the month, month, day of the week";
    default:
      return "This is no schedule";
  }
}

/** What begins a run, read from the form. */
export function readTrigger(when: WhenForm): ReadTrigger {
  const { kind } = when;
  if (scheduleKinds.has(kind)) {
    const schedule = readSchedule(when);
    if (typeof schedule === "string") return { problem: schedule };
    // A span of time is the same everywhere.
    const zone = kind === "every" || when.timeZone === "" ? {} : { timeZone: when.timeZone };
    return parsed({ kind: "schedule", schedule, ...zone });
  }
  switch (kind) {
    case "branch":
      return when.branch.trim() === "" ? { problem: "Name the branch" } : parsed({ kind, branch: when.branch });
    case "files": {
      const patterns = patternsOf(when.patterns);
      return patterns.length === 0 ? { problem: "Write at least one pattern" } : parsed({ kind, patterns });
    }
    case "after":
      return when.after === ""
        ? { problem: "Choose the automation" }
        : parsed({ kind, automationId: when.after, when: when.afterWhen });
    default:
      return parsed({ kind });
  }
}

function parsed(trigger: unknown): ReadTrigger {
  const { data, error } = Trigger.safeParse(trigger);
  return data === undefined ? { problem: error?.issues[0]?.message ?? "This cannot be kept" } : { trigger: data };
}

export type Problems = Readonly<Partial<Record<FieldName, string>>>;

/** What is written as an automation that can be kept, or what keeps it from being one, field by field. */
export function readForm(
  form: AutomationForm,
): { readonly content: AutomationContent } | { readonly problems: Problems } {
  const problems: Partial<Record<FieldName, string>> = {};
  const when = readTrigger(form.when);
  const minutes = Number(form.minutes);
  const dollars = Number(form.dollars.replace(/^\s*\$/, "").replace(",", "."));
  const { kind } = form.place;
  if (form.name.trim() === "") problems.name = "Give it a name";
  if (form.name.trim().length > 100) problems.name = "A name has at most 100 characters";
  if (form.prompt.trim() === "") problems.prompt = "Say what the agent is to do";
  if (kind !== "thread" && form.projects.length === 0) problems.projects = "Choose at least one project";
  if (kind === "thread" && form.place.threadId === "") problems.place = "Choose the thread that it wakes up";
  if ("problem" in when) problems.when = when.problem;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440) problems.minutes = "From 1 to 1,440 minutes";
  if (form.dollars.trim() !== "" && !(dollars > 0 && dollars <= 10_000)) problems.dollars = "An amount like 2.50";
  if (Object.keys(problems).length > 0 || "problem" in when) return { problems };
  const { data, error } = AutomationContent.safeParse({
    name: form.name,
    prompt: form.prompt,
    projects: kind === "thread" ? [] : form.projects,
    trigger: when.trigger,
    place: placeOf(form.place),
    ...(form.model === "" ? {} : { model: form.model }),
    ...(form.effort === "" ? {} : { effort: form.effort }),
    ...(form.profile === "" ? {} : { profile: form.profile }),
    limits: { minutes, ...(form.dollars.trim() === "" ? {} : { dollars }) },
    missed: form.missed,
    overlap: form.overlap,
    archiveEmpty: form.archiveEmpty,
  });
  if (data !== undefined) return { content: data };
  const [issue] = error?.issues ?? [];
  const at = fields.find((name) => name === issue?.path[0]) ?? "name";
  return { problems: { [at]: issue?.message ?? "This cannot be kept" } };
}

function placeOf({ kind, base, threadId }: PlaceForm): unknown {
  if (kind === "thread") return { kind, threadId };
  return kind === "worktree" && base.trim() !== "" ? { kind, base } : { kind };
}

/** What was kept of a form, as far as it is one. */
export function keptForm(kept: unknown): AutomationForm | undefined {
  if (typeof kept !== "object" || kept === null) return undefined;
  const alike = (value: unknown, pattern: unknown): boolean => {
    if (Array.isArray(pattern)) return Array.isArray(value);
    if (typeof pattern !== "object" || pattern === null) return typeof value === typeof pattern;
    if (typeof value !== "object" || value === null) return false;
    return Object.entries(pattern).every(([key, each]) => alike((value as Record<string, unknown>)[key], each)); // looked at here
  };
  return alike(kept, emptyForm) ? (kept as AutomationForm) : undefined; // has every field, each of its kind
}

/** The ids in a form are text until they are read; this says so where a control needs them. */
export const asProjects = (form: AutomationForm): readonly ProjectId[] => form.projects as readonly ProjectId[];
