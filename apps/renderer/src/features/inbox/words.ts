import type { InboxEntry, InboxGroup, InboxRow, Morning, Run, RunCause } from "@flightdeck/contract";
import type { Glyph } from "../../ui/StatusGlyph.tsx";
import { clock, money } from "../../ui/time.ts";
import type { Entry } from "../attention/entries.ts";
import { since } from "../attention/entries.ts";

export const some = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** A number of the morning with what it counts. */
export interface Figure {
  readonly value: string;
  readonly label: string;
}

const waitWords: Readonly<Record<Entry["kind"], string>> = {
  approval: "approval",
  question: "question",
  plan: "plan",
  failure: "failure",
  finished: "thread",
};

/** The night in five numbers. `dayLimit`: what a day may cost, in US dollars. */
export function figures(
  { findings, changes, runs, failed, dollars, unpriced }: Morning,
  waiting: readonly Entry[],
  dayLimit: number | undefined,
): readonly Figure[] {
  const [oldest] = waiting.toSorted((a, b) => since(a) - since(b));
  const kinds = new Set(waiting.map(({ kind }) => kind));
  const [only] = kinds;
  const what = kinds.size === 1 && only !== undefined ? waitWords[only] : "request";
  const plural = waiting.length === 1 ? what : `${what}s`;
  const noPrice = unpriced > 0 && dollars === 0;
  const price = unpriced > 0 ? `${unpriced} without a price` : undefined;
  return [
    {
      value: String(findings.count),
      label:
        findings.highest === undefined
          ? findings.count === 1
            ? "finding"
            : "findings"
          : `${findings.count === 1 ? "finding" : "findings"}, ${findings.ofHighest} at ${findings.highest}`,
    },
    {
      value: String(changes.count),
      label: `${changes.count === 1 ? "diff" : "diffs"}, ${some(changes.additions + changes.deletions, "line")}`,
    },
    {
      value: String(waiting.length),
      label: oldest === undefined ? "waiting for you" : `${plural} since ${clock(since(oldest))}`,
    },
    { value: `${failed} of ${runs}`, label: runs === 1 ? "run failed" : "runs failed" },
    {
      value: noPrice ? "–" : money(dollars),
      label: noPrice
        ? "no price is known"
        : ["spent on runs", price ?? (dayLimit === undefined ? undefined : `limit ${money(dayLimit)} a day`)]
            .filter((part) => part !== undefined)
            .join(", "),
    },
  ];
}

const numbers = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** "Since you left at 18:52: 9 runs, 5 threads carried on. Two things want you first." */
export function summary(
  sinceWords: string,
  { runs, underway }: Pick<Morning, "runs" | "underway">,
  carriedOn: number,
  first: number,
): string {
  const ran = [
    runs === 0 ? "nothing ran" : some(runs, "run"),
    carriedOn > 0 ? `${some(carriedOn, "thread")} carried on` : undefined,
    underway > 0 ? `${underway} still under way` : undefined,
  ];
  const wants =
    first === 0
      ? "Nothing is urgent."
      : `${numbers[first] ?? first} ${first === 1 ? "thing wants" : "things want"} you first.`;
  return `${sinceWords}: ${ran.filter((part) => part !== undefined).join(", ")}. ${wants}`;
}

/** How an entry stands, as a shape. */
export function glyphFor({ kind, unread }: Pick<InboxRow, "kind" | "unread">): Glyph {
  switch (kind) {
    case "failure":
      return "failed";
    case "nothing":
      return "idle";
    case "finding":
    case "changes":
    case "report":
      return unread ? "done" : "idle";
  }
}

export const kindWords: Readonly<Record<InboxRow["kind"], string>> = {
  finding: "Finding",
  changes: "Changes",
  report: "Report",
  failure: "Failure",
  nothing: "Nothing found",
};

/** The line below an entry's title. */
export function meta(row: InboxRow, project: string | undefined): string {
  const { path, line, proof, changes, kind, title } = row;
  // A title is often how the text begins.
  const digest = (row.digest.startsWith(title) ? row.digest.slice(title.length) : row.digest).replace(/^[\s.:]+/, "");
  const place = path === undefined ? undefined : line === undefined ? path : `${path}:${line}`;
  const proofWords =
    proof === "proven" ? "proof attached" : proof === "claimed" ? "with a command to check" : undefined;
  const parts =
    kind === "changes" && changes !== undefined
      ? [project, some(changes.files, "file"), place]
      : kind === "finding"
        ? [place ?? project, proofWords ?? (digest || undefined)]
        : [project, digest || undefined];
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}

/** "Keep branches mergeable, 3 runs" and what the last of them said. */
export function groupWords({ automationName, runs, state, words }: InboxGroup): {
  readonly title: string;
  readonly note: string;
} {
  const what = { completed: "run", missed: "missed run", skipped: "skipped run" }[state];
  return { title: `${automationName}, ${some(runs, what)}`, note: words ?? "" };
}

/** When something was, as short as it can be told: a time of the last day, else a date. */
export function moment(at: number, now: number): string {
  if (now - at < 20 * 3_600_000 || new Date(at).toDateString() === new Date(now).toDateString()) return clock(at);
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

/** The day that entries stand under. */
export function dayName(at: number, now: number): string {
  const day = new Date(at).toDateString();
  if (day === new Date(now).toDateString()) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) return "Yesterday";
  return new Date(at).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
}

/** Why a run began. */
export function causeWords(cause: RunCause): string {
  switch (cause.kind) {
    case "schedule":
      return "on schedule";
    case "branch":
      return `${cause.branch} moved to ${cause.commit.slice(0, 7)}`;
    case "files":
      return cause.paths.length === 1 && cause.more === undefined
        ? `${cause.paths[0] ?? ""} changed`
        : `${some(cause.paths.length + (cause.more ?? 0), "file")} changed`;
    case "after":
      return "after another automation";
    case "webhook":
      return "a webhook";
    case "person":
      return "you ran it";
  }
}

/** How a run ended, or how it stands. */
export function stateWords({ state, reason }: Pick<Run, "state" | "reason">): string | undefined {
  const word = {
    pending: "Waits for its turn",
    running: "Under way",
    parked: "Waits for you",
    completed: undefined,
    failed: "Failed",
    stopped: "Stopped",
    skipped: "Skipped",
    missed: "Missed",
  }[state];
  return word === undefined || reason === undefined ? (word ?? reason) : `${word}: ${reason}`;
}

/** What an agent is told to mend; `own`: it is the one that found it. The words of the finding are marked as such. */
export function fixText({ title, body, path, line, proof, priority }: InboxEntry, own: boolean): string {
  const place = path === undefined ? "" : ` at ${path}${line === undefined ? "" : `:${line}`}`;
  if (own) {
    const shown = proof === undefined ? "." : ", and show with the proof that it is gone.";
    return `Fix what you found: “${title}”${place}${shown}`;
  }
  const quoted = body
    .split("\n")
    .map((text) => `> ${text}`)
    .join("\n");
  return [
    `Fix this finding${place}. Check first that it still holds.`,
    `**${priority === undefined ? "" : `${priority}: `}${title}**\n\n${quoted}`,
    proof === undefined ? undefined : `This command shows it:\n\n${fenced(proof.command)}`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

/** A fence that nothing inside of it ends. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
