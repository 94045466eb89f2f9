import { createInterface } from "node:readline/promises";
import {
  type Approval,
  type ApprovalDecision,
  type ApprovalRequest,
  type Item,
  type LoggedEvent,
  requestSubject,
} from "@flightdeck/contract";

/** How a turn without a window is told. */
export interface Progress {
  event(event: LoggedEvent): void;
  /**
   * Asks at the terminal, and settles without a decision when the turn ends first. Undefined where there is no terminal:
   * then it says who else can answer.
   */
  ask(
    approval: Approval,
    by: { readonly answerable: boolean; readonly signal: AbortSignal },
  ): Promise<ApprovalDecision | undefined> | undefined;
}

const answers: Readonly<Record<string, ApprovalDecision>> = {
  y: "approve",
  a: "approve_for_thread",
  n: "decline",
  s: "stop",
};

/** With `json` every event is a line on stdout; without, the agent's words are on stdout and what it does on stderr. */
export function progressOn({ json, answerable }: { readonly json: boolean; readonly answerable: boolean }): Progress {
  // One terminal, one question at a time.
  let before: Promise<unknown> = Promise.resolve();
  return {
    event: (event) => {
      if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
      else tell(event);
    },
    ask: (approval, { answerable: elsewhere, signal }) => {
      const { request } = approval;
      const what = wish(request);
      if (answerable) {
        const asked = before.then(() => question(what, signal));
        before = asked.catch(() => undefined);
        return asked;
      }
      const how = elsewhere
        ? "Answer it in Flightdeck's window, or stop the turn with Ctrl+C."
        : "Nobody can answer here, so it is kept: open Flightdeck, answer it there, and the thread goes on.";
      process.stderr.write(`The agent waits for approval to ${what}\n${how}\n`);
      return undefined;
    },
  };
}

function wish(request: ApprovalRequest): string {
  switch (request.kind) {
    case "command":
      return `run: ${request.command}`;
    case "file_change":
      return `change: ${request.paths.join(", ")}`;
    case "budget":
      return `go on: ${requestSubject(request)}`;
  }
}

async function question(what: string, signal: AbortSignal): Promise<ApprovalDecision | undefined> {
  if (signal.aborted) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const words = `Allow the agent to ${what}\n[y]es, [a]lways in this thread, [n]o, [s]top? `;
  try {
    for (;;) {
      const decision = answers[(await terminal.question(words, { signal })).trim().toLowerCase()[0] ?? ""];
      if (decision !== undefined) return decision;
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

function tell(event: LoggedEvent): void {
  if (event.type === "item.started") process.stderr.write(startLine(event.item));
  else if (event.type === "item.completed") {
    if (event.item.type === "agent_message") process.stdout.write(`${event.item.text}\n`);
    else process.stderr.write(endLine(event.item));
  } else if (event.type === "turn.retrying")
    process.stderr.write(`Reconnecting ${event.attempt}/${event.of}: ${event.reason}\n`);
  else if (event.type === "worktree.changed" && event.worktree.state === "ready")
    process.stderr.write(`Worktree ${event.worktree.path} on ${event.worktree.branch}\n`);
  else if (event.type === "thread.started") process.stderr.write(`Thread ${event.threadId}\n`);
}

function startLine(item: Item): string {
  return item.type === "command" ? `$ ${item.command}\n` : "";
}

function endLine(item: Item): string {
  switch (item.type) {
    case "command":
      return item.status === "completed"
        ? ""
        : `  ${item.status}${typeof item.exitCode === "number" ? `, exit ${item.exitCode}` : ""}\n`;
    case "file_change":
      return item.error ? `Patch: ${item.error}\n` : item.changes.map(({ kind, path }) => `${kind} ${path}\n`).join("");
    case "plan":
      return item.steps.map(({ step, status }) => `  ${status === "completed" ? "[x]" : "[ ]"} ${step}\n`).join("");
    case "tool_call":
      return `${item.summary}\n`;
    case "question":
      return item.fields.map(({ question }) => `? ${question}\n`).join("");
    case "compaction":
      return item.status === "completed" ? "Made the conversation shorter\n" : "";
    case "error":
    case "user_message":
    case "agent_message":
    case "reasoning":
      return "";
  }
}
