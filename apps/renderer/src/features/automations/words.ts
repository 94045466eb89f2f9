import type { AutomationRow, Project, Run, Trigger } from "@flightdeck/contract";
import { hasEnded } from "@flightdeck/contract";
import type { Glyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { dateOf, timeOfDay } from "./moments.ts";

export type Tone = "plain" | "amber" | "red" | "accent";

export type GroupName = "On a schedule" | "On an event" | "By hand";
export const groupNames: readonly GroupName[] = ["On a schedule", "On an event", "By hand"];

export const groupOf = ({ kind }: Trigger): GroupName =>
  kind === "schedule" ? "On a schedule" : kind === "manual" ? "By hand" : "On an event";

/** The automations in the order of the list: group by group, each by its name. */
export const inOrder = (rows: Iterable<AutomationRow>): readonly AutomationRow[] =>
  [...rows].sort(
    (a, b) =>
      groupNames.indexOf(groupOf(a.trigger)) - groupNames.indexOf(groupOf(b.trigger)) ||
      a.name.localeCompare(b.name, "en") ||
      (a.id < b.id ? -1 : 1),
  );

const plural = (count: number, one: string): string => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** What came of a run, or where it stands, in two or three words. */
export function outcomeWords(run: Run): { readonly text: string; readonly tone: Tone } {
  switch (run.state) {
    case "pending":
      return { text: "waits its turn", tone: "plain" };
    case "running":
      return { text: "at work", tone: "plain" };
    case "parked":
      return { text: "waits for you", tone: "amber" };
    case "failed":
      return { text: "failed", tone: "red" };
    case "stopped":
      return { text: "stopped", tone: "plain" };
    case "skipped":
      return { text: "skipped", tone: "plain" };
    case "missed":
      return { text: "missed", tone: "plain" };
    case "completed":
      switch (run.outcome) {
        case "found":
          return { text: plural(run.findings ?? 1, "finding"), tone: "accent" };
        case "changed":
          return { text: run.changes === undefined ? "changes" : plural(run.changes.files, "file"), tone: "accent" };
        case "nothing":
          return { text: "nothing found", tone: "plain" };
        default:
          return { text: "done", tone: "plain" };
      }
  }
}

/** How a run is drawn in the list. */
export function glyphOfRun({ state, outcome }: Pick<Run, "state" | "outcome">): Glyph {
  switch (state) {
    case "running":
      return "running";
    case "parked":
      return "waiting_approval";
    case "failed":
      return "failed";
    case "completed":
      return outcome === "nothing" ? "idle" : "done";
    case "pending":
      return "idle";
    default:
      return "interrupted";
  }
}

/** The first line of a text, for one line of a list. */
const firstLine = (text: string): string => visibleName(text.trim().split("\n", 1)[0] ?? "");

const states: Readonly<Partial<Record<Run["state"], string>>> = {
  skipped: "Skipped",
  missed: "Missed",
  stopped: "Stopped",
  failed: "Failed",
};

/** The due times that share a record, because there were too many for one each. */
const othersOf = ({ standsFor }: Run): string =>
  standsFor === undefined
    ? ""
    : `so were ${standsFor.atLeast === true ? "at least " : ""}${standsFor.count.toLocaleString("en")} more until ${dateOf(standsFor.until)} ${timeOfDay(standsFor.until)}`;

/** What a run found, or why there is nothing, in a line. */
export function runWords(run: Run): { readonly lead: string; readonly rest?: string } {
  const rest = firstLine(run.summary ?? "") || undefined;
  const late = run.reason === undefined ? undefined : firstLine(run.reason);
  switch (run.state) {
    case "pending":
      return { lead: "Waits for its turn", rest: late };
    case "running":
      return { lead: "At work", rest: late };
    case "parked":
      return { lead: "Waits for you", rest: late };
    case "completed":
      switch (run.outcome) {
        case "found":
          return { lead: plural(run.findings ?? 1, "finding"), rest };
        case "changed":
          return { lead: run.changes === undefined ? "Changes" : `${plural(run.changes.files, "file")} changed`, rest };
        case "nothing":
          return { lead: "Nothing found", rest };
        default:
          return rest === undefined ? { lead: "Done" } : { lead: rest };
      }
    default:
      return {
        lead: states[run.state] ?? "",
        rest: [late ?? rest, othersOf(run)].filter(Boolean).join("; ") || undefined,
      };
  }
}

/** What began a run, where it was not the clock. */
export function causeWords({ cause }: Pick<Run, "cause">): string | undefined {
  switch (cause.kind) {
    case "schedule":
      return undefined;
    case "branch":
      return `${visibleName(cause.branch)} at ${cause.commit.slice(0, 7)}`;
    case "files":
      return cause.paths.length === 1 && cause.more === undefined
        ? visibleName(cause.paths[0] ?? "")
        : plural(cause.paths.length + (cause.more ?? 0), "file");
    case "after":
      return "after another";
    case "webhook":
      return "webhook";
    case "person":
      return "by hand";
  }
}

/** The projects of an automation by their names. */
export function projectWords(
  { projects, place }: Pick<AutomationRow, "projects" | "place">,
  known: readonly Project[],
  threadTitle: string | undefined,
): string {
  if (place.kind === "thread") return `wakes up ${threadTitle === undefined ? "a thread" : visibleName(threadTitle)}`;
  const names = projects.flatMap((id) => {
    const project = known.find((each) => each.id === id);
    return project === undefined ? [] : [visibleName(project.name)];
  });
  return names.length === 0 ? "no project" : names.join(", ");
}

/** Whether a run is under way, so that it can be ended. */
export const canStop = (run: Run): boolean => !hasEnded(run);
