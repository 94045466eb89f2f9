import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";
import { dangerOf, suggestedPrefix } from "../rules/index.ts";
import { findProgram, type SandboxSupport, spawnSandboxed, unconfined } from "../sandbox/index.ts";
import { isKnownRead, readLine } from "../shell/index.ts";
import { finalCommand, reportOf } from "./commandReport.ts";
import { defineTool, toolInput } from "./defineTool.ts";
import { showLive, withOutput } from "./liveOutput.ts";
import { looksDenied, permissionFor, type Place, type Reason } from "./permission.ts";
import { RunningProcess } from "./runningProcess.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { ToolsetOptions } from "./toolset.ts";

export const yieldTime = z.int().min(0).max(120_000).optional();
export const outputTokens = z.int().min(100).max(50_000).optional();
export const defaults = { yieldMs: 10_000, outputTokens: 10_000 } as const;

const withoutNul = (text: string): boolean => !text.includes("\0");

const input = toolInput(
  z.object({
    cmd: z.string().min(1).max(100_000).refine(withoutNul, "has a NUL character").describe("The shell command."),
    workdir: z
      .string()
      .refine(withoutNul, "has a NUL character")
      .optional()
      .describe("The folder to run it in; by default the folder you work in."),
    tty: z.boolean().optional().describe("Gives it a terminal, so that write_stdin can type into it."),
    yield_time_ms: yieldTime.describe(
      "How long to wait for its end before it goes on in the background (default 10000).",
    ),
    max_output_tokens: outputTokens.describe("How much of its output to return (default 10000); the middle is cut."),
    escalate: z
      .boolean()
      .optional()
      .describe("Runs it outside the sandbox; the person is asked first. Only for what the sandbox does not allow."),
    justification: z.string().max(2000).optional().describe("With escalate: why, as a question to the person."),
  }),
);
type Input = z.output<typeof input.schema>;

const description = `Runs a shell command and returns its output and exit code. A command that still runs after yield_time_ms goes on in the background under a process id; use write_stdin to wait for it, type into it or end it.
Processes that a command leaves behind when it ends are ended with it.`;

/** Runs commands, where and when the thread's permissions let them. */
export function execCommand(options: ToolsetOptions): Tool {
  return defineTool({
    name: "exec_command",
    description,
    input,
    access: "read",
    run: (call, context) => exec(options, call, context),
  });
}

async function exec(options: ToolsetOptions, call: Input, context: ToolContext): Promise<ToolResult> {
  const { policy, approval, approvedForThread, processes } = options;
  const cwd = resolve(options.cwd, call.workdir ?? ".");
  const line = readLine(call.cmd);
  const knownRead = isKnownRead(line, { atRoot: cwd === options.root });
  const surroundings = surroundingsOf(policy, { root: options.root, cwd });
  const keyOf = (place: Place): string => JSON.stringify(["command", place, cwd, call.cmd]);
  const item: Command = {
    id: context.itemId,
    type: "command",
    status: "running",
    startedAt: context.now(),
    command: call.cmd,
    cwd,
    purpose: "agent",
    sandboxed: policy.mode !== "full-access",
    output: "",
    outputBytes: 0,
  };
  const ended = (status: "failed" | "declined" | "interrupted", output: string): ToolResult => ({
    item: { ...item, status, endedAt: context.now() },
    output,
  });
  const permitted = async (place: Place, reason: Reason): Promise<boolean> => {
    context.show(item);
    const decision = await context.ask(request(place, reason));
    if (decision === "approve_for_thread") approvedForThread.add(keyOf(place));
    return decision === "approve" || decision === "approve_for_thread";
  };
  const request = (place: Place, reason: Reason) =>
    ({
      kind: "command",
      command: call.cmd,
      cwd,
      reason,
      justification: reason === "rule" ? verdict.why : call.justification,
      ...(place === "outside" && reason !== "rule" && policy.mode !== "read-only"
        ? { suggestedRule: suggestedPrefix(line, surroundings)?.slice() }
        : {}),
    }) as const;

  if (!isFolder(cwd)) return ended("failed", `There is no folder ${cwd}.`);
  if (processes.full) return ended("failed", "Too many commands of this thread run already. End one with write_stdin.");
  const support = await options.support();
  const verdict = options.judge(line, surroundings);
  const permission = permissionFor({
    mode: policy.mode,
    approval,
    planning: options.mode === "plan",
    sandbox: support.kind !== "none",
    escalate: call.escalate === true,
    knownRead,
    verdict,
    dangerous: dangerOf(line) !== undefined,
    approved: (place) => approvedForThread.has(keyOf(place)),
  });
  if (permission.type === "refuse") return ended("failed", permission.why);
  if (permission.type === "ask" && !(await permitted(permission.place, permission.reason)))
    return ended("declined", "The person declined to run this command.");
  if (!(knownRead || (permission.place === "inside" && policy.mode === "read-only"))) await context.beforeWrite();

  const left = () => context.signal.aborted || processes.closed;
  if (left()) return ended("interrupted", "Interrupted before it began.");
  const first = await runIn(options, { support, place: permission.place }, { item, call, context });
  const { exit } = first.process;
  const denied =
    permission.place === "inside" && exit !== undefined && looksDenied(exit.exitCode, first.result.lastWords);
  if (!denied || approval === "never" || options.mode === "plan" || context.signal.aborted) return first.result;
  if (await permitted("outside", "denied")) {
    await context.beforeWrite();
    if (left()) return first.result;
    const second = await runIn(options, { support, place: "outside" }, { item, call, context });
    return second.result;
  }
  const note = "The sandbox seems to have stopped this. The person declined to run it outside of it.";
  return { item: first.result.item, output: `${first.result.output}\n${note}` };
}

interface Ran {
  readonly process: RunningProcess;
  readonly result: ToolResult & { readonly output: string; readonly lastWords: string };
}

/** Runs it once and waits for its end or the time it was given. */
async function runIn(
  options: ToolsetOptions,
  { support, place }: { readonly support: SandboxSupport; readonly place: Place },
  { item, call, context }: { readonly item: Command; readonly call: Input; readonly context: ToolContext },
): Promise<Ran> {
  const policy = place === "inside" ? options.policy : unconfined(options.policy);
  const tty = call.tty === true;
  const about = { itemId: context.itemId, command: call.cmd, cwd: item.cwd };
  const started = options.start(about, () =>
    spawnSandboxed(support, {
      argv: shellCommand(options.shell ?? findShell(), call.cmd, tty),
      cwd: item.cwd,
      policy,
      tty: tty ? { columns: 120, rows: 40 } : undefined,
    }),
  );
  const process = new RunningProcess(started, {
    command: call.cmd,
    cwd: item.cwd,
    tty,
    readOnly: place === "inside" && policy.mode === "read-only",
  });
  const id = options.processes.add(process);
  // Its time counts from its start: what it waited for an answer or for the machine is not its own.
  const current = (): Command => ({
    ...item,
    startedAt: process.startedAt,
    sandboxed: place === "inside",
    ...(process.place === undefined ? {} : { waiting: { place: process.place } }),
  });
  const hide = showLive(context, current, process);
  const unwatch = process.onPlace(() => context.show(withOutput(current(), process)));
  await process.wait(call.yield_time_ms ?? defaults.yieldMs, context);
  if (context.signal.aborted) {
    process.kill();
    await process.exited;
  }
  hide();
  unwatch();
  if (process.exit !== undefined) options.processes.remove(id);
  else process.toBackground();
  const unread = process.takeUnread();
  const budget = call.max_output_tokens ?? defaults.outputTokens;
  const report = reportOf({ process, id, unread, budget, now: context.now() });
  const last = await finalCommand({ ...current(), waiting: undefined }, process, {
    aborted: context.signal.aborted,
    now: context.now(),
    keep: options.keep,
  });
  return { process, result: { item: last, output: report.text, lastWords: report.lastWords } };
}

/** Errors go where the output goes, so that both come in the order in which they were printed; a terminal does that itself. */
function shellCommand(shell: string, command: string, tty: boolean): readonly string[] {
  return [shell, "-c", tty ? command : `exec 2>&1; ${command}`];
}

/** bash where there is one: it is what models write for. */
export function findShell(): string {
  const path = process.env.PATH ?? "";
  return findProgram("bash", `${path}:/bin:/usr/bin`) ?? "/bin/sh";
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
