import type { Run, RunOutcome, Turn } from "@flightdeck/contract";
import type { NewInboxEntry } from "../inbox/index.ts";
import type { RunReport } from "../tools/index.ts";
import type { Ending, RunWork } from "./work.ts";

const SUMMARY = 2_000;

/** What a run did to files, counted. */
export type Changes = NonNullable<Run["changes"]>;

/** Everything that is known of a run when it ends. */
export interface Account {
  readonly run: Run;
  readonly work: Pick<RunWork, "report" | "ending" | "archiveEmpty">;
  /** Its last turn; undefined when that is gone. */
  readonly turn: Turn | undefined;
  /** Why it ends, when it does not by itself. */
  readonly ending?: Ending | undefined;
  readonly changes?: Changes | undefined;
  readonly spent: { readonly dollars?: number; readonly tokens: number };
  readonly at: number;
}

/** The record of a run that has ended, and what it has to say to the person. */
export function accountFor(account: Account): { readonly run: Run; readonly entries: readonly NewInboxEntry[] } {
  const { work, changes, spent, at } = account;
  const { report } = work;
  const end = endOf(account);
  const summary = report?.summary ?? lastWords(account.turn);
  const changed = changes !== undefined && changes.files > 0;
  const outcome = end.state === "completed" ? outcomeOf(report, changed, summary) : undefined;
  const run: Run = {
    ...account.run,
    ...end,
    endedAt: at,
    tokens: spent.tokens,
    ...(spent.dollars !== undefined && { dollars: spent.dollars }),
    ...(outcome !== undefined && { outcome }),
    ...(summary !== "" && { summary }),
    ...(report !== undefined && { findings: report.findings.length }),
    ...(changes !== undefined && { changes }),
  };
  return { run, entries: run.dry ? [] : entriesOf(run, { report, summary, archiveEmpty: work.archiveEmpty }) };
}

function endOf({ run, turn, work, ending = work.ending }: Account): Pick<Run, "state" | "reason"> {
  // A turn that came to its end by itself has done its work, whoever wanted to stop it meanwhile.
  if (turn?.outcome === "completed")
    return { state: "completed", ...(run.reason !== undefined && { reason: run.reason }) };
  if (ending !== undefined) return ending;
  if (turn?.outcome === "failed") {
    const { code, message = "Its agent failed", detail } = turn.error ?? {};
    if (code === "run_limit") return { state: "stopped", reason: `${message}, work kept` };
    return { state: "failed", reason: [message, detail].filter(Boolean).join(": ") };
  }
  return { state: "stopped", reason: stoppedByPerson };
}

export const stoppedByPerson = "Stopped by you, work kept";

/** What it reported counts, as far as it holds; of a run that reported nothing, what it left. */
function outcomeOf(report: RunReport | undefined, changed: boolean, summary: string): RunOutcome {
  if (report !== undefined && report.findings.length > 0) return "found";
  if (changed) return "changed";
  if (report !== undefined) return report.outcome === "nothing" ? "nothing" : "done";
  return summary === "" ? "nothing" : "done";
}

/** The end of what the agent said last: that is where its report stands. */
function lastWords(turn: Turn | undefined): string {
  const said = turn?.items.findLast((item) => item.type === "agent_message");
  const text = said?.type === "agent_message" ? said.text.trim() : "";
  return text.length <= SUMMARY ? text : `…${text.slice(1 - SUMMARY)}`;
}

/** A run that could not begin, or whose end nobody saw: the record, and what the person has to know. */
export function failureOf(run: Run, reason: string, at: number): ReturnType<typeof accountFor> {
  const failed: Run = { ...run, state: "failed", reason, endedAt: at };
  return { run: failed, entries: failed.dry ? [] : [failureEntry(failed, "")] };
}

function entriesOf(
  run: Run,
  {
    report,
    summary,
    archiveEmpty,
  }: { readonly report: RunReport | undefined; readonly summary: string; readonly archiveEmpty: boolean },
): readonly NewInboxEntry[] {
  const about = aboutRun(run);
  const findings = (report?.findings ?? []).map(
    (finding): NewInboxEntry => ({ ...about, ...finding, kind: "finding" }),
  );
  const { changes } = run;
  const review: readonly NewInboxEntry[] =
    changes === undefined || changes.files === 0
      ? []
      : [{ ...about, kind: "changes", title: titleOf(summary) || filesOf(changes.files), body: summary, changes }];
  const told = [...findings, ...review];
  if (run.state === "failed" || (run.state === "stopped" && run.reason !== stoppedByPerson))
    return [failureEntry(run, summary), ...told];
  if (told.length > 0 || run.state !== "completed") return told;
  if (run.outcome === "nothing")
    return [
      { ...about, kind: "nothing", title: titleOf(summary) || "Nothing found", body: summary, archived: archiveEmpty },
    ];
  return [{ ...about, kind: "report", title: titleOf(summary) || "Done", body: summary }];
}

const failureEntry = (run: Run, summary: string): NewInboxEntry => ({
  ...aboutRun(run),
  kind: "failure",
  title: run.reason ?? "It failed",
  body: [run.reason, summary].filter(Boolean).join("\n\n"),
});

const aboutRun = (run: Run) => ({
  runId: run.id,
  automationId: run.automationId,
  automationName: run.automationName,
  ...(run.projectId !== undefined && { projectId: run.projectId }),
  ...(run.threadId !== undefined && { threadId: run.threadId }),
  runState: run.state,
  ...(run.dollars !== undefined && { dollars: run.dollars }),
});

const filesOf = (files: number): string => (files === 1 ? "Changes in 1 file" : `Changes in ${files} files`);

/** The first line with something in it, without the signs of Markdown. */
const titleOf = (text: string): string =>
  text
    .split("\n")
    .map((line) =>
      line
        .replace(/^[\s#>*-]+/, "")
        .replace(/[*`]/g, "")
        .trim(),
    )
    .find((line) => line !== "") ?? "";
