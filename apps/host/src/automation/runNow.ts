import { type AutomationRow, hasEnded, type Run, type RunId, type ThreadId } from "@flightdeck/contract";
import { progressOn } from "../progress.ts";
import type { Reached } from "../reach.ts";
import { visible, withoutControls } from "../visible.ts";
import { exitCodeOf, stateWords } from "./words.ts";

interface How {
  readonly dry: boolean;
  readonly wait: boolean;
  readonly json: boolean;
}

/**
 * Begins the automation's runs. Whoever waits is told on stderr what happens, and on stdout what came of it. Where no host
 * runs this process is it, so that it waits in any case.
 */
export async function runNow(reached: Reached, automation: AutomationRow, { dry, wait, json }: How): Promise<number> {
  const { client, host } = reached;
  const { runIds } = await client.automations.run({ automationId: automation.id, dry });
  if (!wait && host === undefined) {
    process.stdout.write(json ? `${JSON.stringify({ runIds })}\n` : runIds.map((id) => `${id}\n`).join(""));
    return 0;
  }
  const stop = () => {
    // A second signal does not wait for anybody.
    process.once("SIGINT", () => process.exit(130));
    for (const runId of runIds) client.automations.stopRun({ runId }).catch(() => undefined); // it may have ended
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const ended = await settled(reached, automation, runIds);
    for (const run of ended)
      process.stdout.write(json ? `${JSON.stringify(run)}\n` : resultText(run, ended.length > 1));
    return exitCodeOf(ended);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** Follows runs until each has ended, or waits for somebody who is not there. */
async function settled(
  { client, host, closed }: Reached,
  { id: automationId }: AutomationRow,
  runIds: readonly RunId[],
): Promise<readonly Run[]> {
  const wanted = new Set(runIds);
  const last = new Map<RunId, Run>();
  const over = new AbortController();
  const stays = (run: Run): boolean => hasEnded(run) || (run.state === "parked" && host !== undefined);
  const take = (run: Run): void => {
    if (!wanted.has(run.id)) return;
    const before = last.get(run.id);
    last.set(run.id, run);
    if (before?.state !== run.state) process.stderr.write(visible(stepText(run, host !== undefined)));
    if (before?.threadId === undefined && run.threadId !== undefined)
      void tellThread(client, run.threadId, over.signal).catch(() => undefined); // what came of it is told all the same
  };
  const follow = async (): Promise<void> => {
    const watching = await client.automations.watchRuns({ automationId, limit: 500 }, { signal: over.signal });
    for await (const event of watching) {
      for (const run of event.type === "snapshot" ? event.runs : [event.run]) take(run);
      const all = [...last.values()];
      if (all.length === wanted.size && all.every(stays)) return;
    }
    throw new Error("the host went away; the runs go on when it is back");
  };
  const gone = closed.then(() => {
    throw new Error("the host went away; the runs go on when it is back");
  });
  gone.catch(() => undefined); // it may come after everybody stopped listening
  try {
    await Promise.race([follow(), gone]);
  } finally {
    over.abort();
  }
  return runIds.flatMap((id) => last.get(id) ?? []);
}

/** What an agent does, on stderr; what it says comes at the end, on stdout. */
async function tellThread(client: Reached["client"], threadId: ThreadId, signal: AbortSignal): Promise<void> {
  const progress = progressOn({ json: false, answerable: false });
  let after = 0;
  for (;;) {
    const watching = await client.threads.watch({ threadId, after }, { signal });
    for await (const delivery of watching) {
      if (delivery.type === "resync") break;
      if (delivery.type === "snapshot") {
        after = delivery.seq;
        continue;
      }
      for (const event of delivery.events) {
        after = event.seq ?? after;
        const speaks = "item" in event && (event.item.type === "agent_message" || event.item.type === "plan");
        if (!speaks) progress.event(event);
      }
    }
    if (signal.aborted) return;
  }
}

function stepText(run: Run, alone: boolean): string {
  const reason = run.reason === undefined ? "" : `: ${run.reason}`;
  const words = `${run.automationName}: ${stateWords(run)}${reason}\n`;
  if (run.state !== "parked") return words;
  return alone
    ? `${words}Nobody can answer here, so it is kept: open Flightdeck, answer it there, and the run goes on.\n`
    : `${words}Answer it in Flightdeck's window, or stop the run with Ctrl+C.\n`;
}

const resultText = (run: Run, several: boolean): string => {
  const head = several ? `== ${run.projectId ?? ""} ${stateWords(run)}\n` : "";
  return run.summary === undefined ? head : withoutControls(`${head}${run.summary}\n`);
};
