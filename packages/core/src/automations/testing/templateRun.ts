import type { Approval, AutomationTemplate, InboxRow, Run } from "@flightdeck/contract";
import { answer, call, patch, say, type TemporaryRepository } from "@flightdeck/testkit";
import { type RunCore, rowOf, runCore } from "../../runs/testing/runCore.ts";
import { templates } from "../index.ts";

/** What the scripted agent does next, knowing what its last step printed. */
export type Step = (last: string) => ReturnType<typeof call>;

export const template = (id: string): AutomationTemplate => {
  const found = templates().find((one) => one.id === id);
  if (found === undefined) throw new Error(`no template ${id}`);
  return found;
};

/** A command that a template's prompt spells out, found by how it begins, with what the agent puts into it. */
export function commandOf(id: string, beginning: string, filled: Readonly<Record<string, string>> = {}): string {
  const { prompt } = template(id).content;
  const found = [...prompt.matchAll(/`([^`]+)`/g)].map(([, command = ""]) => command);
  const command = found.find((one) => one.startsWith(beginning));
  if (command === undefined) throw new Error(`the prompt of ${id} has no command ${beginning}`);
  return Object.entries(filled).reduce((text, [name, value]) => text.replaceAll(name, value), command);
}

/** Runs a command; `ask`: outside of the sandbox, for which the person is asked. */
export const run =
  (cmd: string | ((last: string) => string), ask?: string): Step =>
  (last) =>
    call("exec_command", {
      cmd: typeof cmd === "string" ? cmd : cmd(last),
      yield_time_ms: 30_000,
      ...(ask !== undefined && { escalate: true, justification: ask }),
    });

export const write =
  (path: string, lines: readonly string[]): Step =>
  () =>
    patch(["*** Begin Patch", `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), "*** End Patch"].join("\n"));

export const change =
  (path: string, before: string, after: string): Step =>
  () =>
    patch(["*** Begin Patch", `*** Update File: ${path}`, "@@", `-${before}`, `+${after}`, "*** End Patch"].join("\n"));

export const reports =
  (report: object | ((last: string) => object)): Step =>
  (last) =>
    call("report", typeof report === "function" ? report(last) : report);

export interface TemplateRun {
  readonly run: Run;
  /** What each step printed. */
  readonly printed: readonly string[];
  readonly asked: readonly Approval["request"][];
  /** Whether it stood parked each time it asked. */
  readonly parked: readonly boolean[];
  readonly entries: readonly Pick<InboxRow, "kind" | "title" | "path" | "line" | "priority" | "proof" | "archived">[];
  /** Where its worktree stands, and whether its thread left the list. */
  readonly worktree: string | undefined;
  readonly archived: boolean | undefined;
}

/** Runs a template in a repository, with a model that takes the steps; a person says yes, or what `decide` says. */
export async function runTemplate(
  on: RunCore,
  id: string,
  steps: readonly Step[],
  decide: "approve" | "decline" = "approve",
): Promise<TemplateRun> {
  const { core } = on.test;
  const printed: string[] = [];
  on.test.model.script(({ body }, index) => {
    const items = body.input as readonly { readonly type?: string; readonly output?: unknown }[]; // the Responses format
    const last = items.at(-1);
    if (index > 0) printed.push(typeof last?.output === "string" ? last.output : JSON.stringify(last?.output));
    const step = steps[index];
    return step === undefined ? answer(say("Done.")) : answer(step(printed.at(-1) ?? ""));
  });
  const runId = on.run(on.automate({ ...template(id).content, name: `${id} ${core.automations.kept().length}` }));
  const asked: Approval["request"][] = [];
  const parked: boolean[] = [];
  const answers = new AbortController();
  const answering = (async () => {
    for await (const event of core.approvals.watch(answers.signal)) {
      const pending = event.type === "requested" ? [event.approval] : event.type === "snapshot" ? event.approvals : [];
      for (const approval of pending) {
        asked.push(approval.request);
        parked.push((await on.when(runId, ({ state }) => state === "parked")).state === "parked");
        core.threads.answer(approval.threadId, approval.id, decide);
      }
    }
  })();
  const ended = await on.ended(runId);
  answers.abort();
  await answering;
  const row = rowOf(on.test, ended.threadId);
  return {
    run: ended,
    printed,
    asked,
    parked,
    entries: core.inbox
      .list({ limit: 100 })
      .filter((entry) => entry.runId === runId)
      .map(({ kind, title, path, line, priority, proof, archived }) => ({
        kind,
        title,
        path,
        line,
        priority,
        proof,
        archived,
      })),
    worktree: row?.worktree,
    archived: row?.archived,
  };
}

/** A core whose project is that repository. */
export const coreFor = (repository: TemporaryRepository): Promise<RunCore> => runCore({ repository });

/** What a run that found nothing leaves: its record, and nothing to look at. */
export const nothingLeft = ({ run: { state, outcome }, entries, archived }: TemplateRun) => ({
  state,
  outcome,
  entries: entries.map(({ kind, archived: away }) => [kind, away]),
  archived,
});
