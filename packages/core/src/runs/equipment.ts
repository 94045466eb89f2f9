import type { Command, Run } from "@flightdeck/contract";
import type { RunEquipment } from "../threads/index.ts";
import type { Reporting } from "../tools/index.ts";
import { type Before, briefing } from "./briefing.ts";
import type { RunsOptions } from "./types.ts";
import type { RunWork } from "./work.ts";

/** So many titles of earlier findings are told. */
const TITLES = 20;
/** The last run that came to its end is looked for among so many. */
const RECENT = 50;

/** Takes no report: the run has ended, and the thread goes on. */
export const closedReporting: Reporting = { open: () => false, commands: () => [], keep: () => undefined };

/** What the agent of a run is told, and who takes its report. */
export const equipmentOf = (
  { run, work }: { readonly run: Run; readonly work: RunWork },
  needs: Pick<RunsOptions, "book" | "inbox" | "threads"> & {
    readonly isOpen: () => boolean;
    readonly keep: Reporting["keep"];
  },
): RunEquipment => ({
  briefing: briefing(run, work, whatCameBefore(run, needs)),
  reporting: { open: needs.isOpen, commands: () => commandsOf(work, needs.threads), keep: needs.keep },
});

function whatCameBefore(
  { automationId, projectId, cause }: Run,
  { book, inbox }: Pick<RunsOptions, "book" | "inbox">,
): Before {
  const last = book.runs
    .page({ automationId, limit: RECENT })
    .find((other) => other.projectId === projectId && other.state === "completed" && !other.dry);
  const found = inbox.list({ automationId, ...(projectId && { projectId }), kinds: ["finding"], limit: TITLES });
  return {
    ...(last && { last }),
    findings: found.map(({ title }) => title),
    ...(cause.kind === "after" && { after: book.runs.get(cause.runId) }),
  };
}

const commandsOf = ({ turns, threadId }: RunWork, threads: RunsOptions["threads"]): readonly Command[] =>
  turns
    .flatMap((turnId) => threads.turn(threadId, turnId)?.items ?? [])
    .filter((item) => item.type === "command")
    .filter(({ status }) => status !== "running");

/** What the turns of a run took; without dollars where no price was known. */
export function spentBy(
  { turns, threadId }: RunWork,
  usage: RunsOptions["usage"],
): { readonly dollars?: number; readonly tokens: number } {
  const parts = turns.map((turnId) => usage.spent({ threadId, turnId }));
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const known = parts.flatMap(({ dollars }) => dollars ?? []);
  return known.length === 0 ? { tokens } : { tokens, dollars: known.reduce((sum, dollars) => sum + dollars, 0) };
}
