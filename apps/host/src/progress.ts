import type { Interface } from "node:readline/promises";
import {
  type Approval,
  type ApprovalDecision,
  type ApprovalRequest,
  type Item,
  type LoggedEvent,
  type QuestionField,
  type ReviewItem,
  requestSubject,
} from "@flightdeck/contract";
import { visible, withoutControls } from "./visible.ts";

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
  /** The same for what the agent asks in words; the answers go by the questions' ids. */
  question(
    questions: readonly QuestionField[],
    by: { readonly answerable: boolean; readonly signal: AbortSignal },
  ): Promise<Record<string, string> | undefined> | undefined;
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
      onError(`The agent waits for approval to ${what}\n${howToAnswer(elsewhere)}\n`);
      return undefined;
    },
    question: (questions, { answerable: elsewhere, signal }) => {
      if (answerable) {
        const asked = before.then(() => askWords(questions, signal));
        before = asked.catch(() => undefined);
        return asked;
      }
      onError(`The agent asks:\n${questions.map(asText).join("")}${howToAnswer(elsewhere)}\n`);
      return undefined;
    },
  };
}

const onError = (text: string): void => void process.stderr.write(visible(text));
const onOutput = (text: string): void => void process.stdout.write(withoutControls(text));

const howToAnswer = (elsewhere: boolean): string =>
  elsewhere
    ? "Answer it in Flightdeck's window, or stop the turn with Ctrl+C."
    : "Nobody can answer here, so it is kept: open Flightdeck, answer it there, and the thread goes on.";

/** A question with its choices, each on a line of its own. */
const asText = ({ question, options }: QuestionField): string =>
  `${[question, ...options.map(({ label, description }, n) => `  ${n + 1}. ${[label, description].filter(Boolean).join(": ")}`)].join("\n")}\n`;

/** Asks one question after the other; a choice is taken by its number or its words. */
async function askWords(
  questions: readonly QuestionField[],
  signal: AbortSignal,
): Promise<Record<string, string> | undefined> {
  if (signal.aborted) return undefined;
  const terminal = await openTerminal();
  const answers: Record<string, string> = {};
  try {
    for (const field of questions) {
      for (;;) {
        const words = (await terminal.question(visible(`${asText(field)}> `), { signal })).trim();
        const answer = field.options[Number(words) - 1]?.label ?? words;
        const fits =
          field.freeText || field.options.length === 0 || field.options.some(({ label }) => label === answer);
        if (answer === "" || !fits) continue;
        answers[field.id] = answer;
        break;
      }
    }
    return answers;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

/** Loaded with the first question: most turns ask nothing. */
async function openTerminal(): Promise<Interface> {
  const { createInterface } = await import("node:readline/promises");
  return createInterface({ input: process.stdin, output: process.stderr });
}

function wish(request: ApprovalRequest): string {
  switch (request.kind) {
    case "command":
      return `run: ${request.command}`;
    case "file_change":
      return `change: ${request.paths.join(", ")}`;
    case "terminal":
      return `read ${requestSubject(request)}`;
    case "publish":
      return requestSubject(request);
    case "automation":
      return `create the ${requestSubject(request)}`;
    case "budget":
      return `go on: ${requestSubject(request)}`;
  }
}

async function question(what: string, signal: AbortSignal): Promise<ApprovalDecision | undefined> {
  if (signal.aborted) return undefined;
  const terminal = await openTerminal();
  const words = `Allow the agent to ${what}\n[y]es, [a]lways in this thread, [n]o, [s]top? `;
  try {
    for (;;) {
      const decision = answers[(await terminal.question(visible(words), { signal })).trim().toLowerCase()[0] ?? ""];
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
  if (event.type === "item.started") onError(startLine(event.item));
  else if (event.type === "item.completed") {
    if (event.item.type === "agent_message") onOutput(`${event.item.text}\n`);
    else if (event.item.type === "plan" && event.item.proposal?.state === "open") onOutput(planText(event.item));
    else onError(endLine(event.item));
  } else if (event.type === "turn.retrying") onError(`Reconnecting ${event.attempt}/${event.of}: ${event.reason}\n`);
  else if (event.type === "worktree.changed" && event.worktree.state === "ready")
    onError(`Worktree ${event.worktree.path} on ${event.worktree.branch}\n`);
  else if (event.type === "thread.started") onError(`Thread ${event.threadId}\n`);
}

/** A plan that waits for a yes, as a document. */
function planText({ proposal, steps }: Extract<Item, { type: "plan" }>): string {
  const list = steps.map(({ step }, n) => `${n + 1}. ${step}`).join("\n");
  return `${[`# ${proposal?.title ?? "Plan"}`, proposal?.text.trim(), list].filter(Boolean).join("\n\n")}\n`;
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
    case "review":
      return reviewLines(item);
    case "error":
    case "user_message":
    case "agent_message":
    case "reasoning":
      return "";
  }
}

/** What a reviewer found, a line each. */
function reviewLines({ status, files, unread, findings = [], counts, summary, error }: ReviewItem): string {
  if (status !== "completed") return `Review ${status}${error === undefined ? "" : `: ${error}`}\n`;
  const found = findings.map(({ priority, path, line, title }) => `${priority} ${path}:${line} ${title}\n`);
  const left = unread === 0 ? "" : `, ${unread} not read`;
  return `Reviewed ${files} files${left}: ${counts?.found ?? 0} findings\n${found.join("")}${summary ? `${summary}\n` : ""}`;
}
