import {
  type Automation,
  MessageId,
  type PermissionProfile,
  type Run,
  type ThreadSettings,
  type Workspace,
} from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import type { Begun } from "../threads/index.ts";
import type { RunsOptions } from "./types.ts";
import type { RunWork } from "./work.ts";

/** Why a run that waited its turn does not begin any more; undefined when it may. */
function obstacleTo(
  run: Run,
  automation: Pick<Automation, "paused"> | undefined,
  allPaused: boolean,
): string | undefined {
  if (automation === undefined) return "The automation was deleted before this run could begin";
  // What a person asks for is not held back by what they said of the others.
  if (run.cause.kind === "person") return undefined;
  if (automation.paused) return "The automation was paused before this run could begin";
  return allPaused ? "All automations were paused before this run could begin" : undefined;
}

/** What the thread of a run works with. Throws `profile_not_found`: permissions are neither weaker nor stronger than asked. */
function settingsFor(
  { model, effort, profile, place }: Pick<Automation, "model" | "effort" | "profile" | "place">,
  { dry }: Pick<Run, "dry">,
  profileNamed: (name: string) => PermissionProfile | undefined,
): Partial<ThreadSettings> {
  const named = profile === undefined ? undefined : profileNamed(profile);
  if (profile !== undefined && named === undefined) throw new AppError("profile_not_found", profile);
  const chosen = { ...(model !== undefined && { model }), ...(effort !== undefined && { effort }) };
  const asked = { ...chosen, mode: "act" as const };
  if (dry) return { ...asked, sandbox: "read-only", approval: "never", network: false, writable: [] };
  if (place.kind === "local") return { ...asked, ...named, sandbox: "read-only" };
  // A thread that is woken up keeps what the automation does not name.
  return { ...(place.kind === "thread" ? chosen : asked), ...(profile !== undefined && { profile }) };
}

/** Where a run works that gets a thread of its own. */
const workspaceFor = ({ place }: Pick<Automation, "place">): Workspace =>
  place.kind === "worktree"
    ? { kind: "worktree", ...(place.base !== undefined && { base: place.base }), copyLocalChanges: false }
    : { kind: "local" };

/** The automation's name and when the run was due, in the machine's own time. */
function titleFor({ automationName, dueAt, dry }: Run): string {
  const due = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return `${automationName} · ${dry ? "dry run, " : ""}${due.format(dueAt)}`;
}

/** The run's own message has its name, so that it can be in a log but once. */
const messageIdOf = ({ id }: Pick<Run, "id">): MessageId => MessageId.parse(id);

/** A failure in a person's words. */
export const reasonOf = (error: unknown): string =>
  error instanceof AppError ? [error.message, error.detail].filter(Boolean).join(": ") : messageOf(error);

interface Needs
  extends Pick<RunsOptions, "book" | "threads" | "project" | "profile" | "modelNamed" | "defaultModel" | "now"> {
  /** Its thread begins: is written in the same transaction, or takes it back by what it throws. */
  readonly began: (run: Run, work: RunWork) => void;
}

/**
 * Begins a run: in a thread of its own, or as one more turn of the thread that it wakes up. Answers with the record of one
 * that does not begin any more; rejects with what keeps one from beginning.
 */
export async function beginRun(run: Run, needs: Needs): Promise<Run | undefined> {
  const { book, threads, now } = needs;
  const automation = book.get(run.automationId);
  const reason = obstacleTo(run, automation, book.allPaused());
  if (automation === undefined || reason !== undefined) return { ...run, state: "skipped", reason, endedAt: now() };
  const { place, prompt: text } = automation;
  const settings = settingsFor(automation, run, needs.profile);
  const woken = place.kind === "thread" ? threads.row(place.threadId) : undefined;
  if (place.kind === "thread" && woken === undefined) throw new AppError("thread_not_found", "It was to be woken up");
  const model = automation.model ?? (woken ? threads.load(woken.id).thread.settings.model : needs.defaultModel());
  const began = (begun: Begun): void => {
    const remark = [run.reason, unpriced(automation, model, needs)].filter(Boolean).join(". ");
    needs.began(runningRun(run, begun, { at: now(), remark }), workOf(run, begun, automation));
  };
  if (woken !== undefined && !run.dry) {
    threads.wake(woken.id, {
      message: { id: messageIdOf(run), text },
      ...(Object.keys(settings).length > 0 && { settings }),
      also: (turnId) => began({ threadId: woken.id, turnId }),
    });
    return undefined;
  }
  const projectId = woken?.projectId ?? run.projectId;
  if (projectId === undefined) throw new AppError("project_not_found");
  await threads.create({
    projectId: needs.project(projectId).id,
    workspace: workspaceFor(automation),
    settings,
    title: titleFor(run),
    text,
    messageId: messageIdOf(run),
    automation: { id: run.automationId, runId: run.id },
    also: began,
  });
  return undefined;
}

const runningRun = (
  run: Run,
  { threadId, turnId, worktree }: Begun,
  { at, remark }: { readonly at: number; readonly remark: string },
): Run => ({
  ...run,
  state: "running",
  threadId,
  turnId,
  startedAt: at,
  ...(remark !== "" && { reason: remark }),
  ...(worktree?.baseCommit !== undefined && { commit: worktree.baseCommit }),
});

const workOf = (
  run: Run,
  { threadId, turnId, worktree }: Begun,
  { place, limits, archiveEmpty }: Automation,
): RunWork => ({
  runId: run.id,
  threadId,
  place: run.dry && place.kind === "thread" ? "local" : place.kind,
  ...(worktree !== undefined && { branch: worktree.branch }),
  limits,
  archiveEmpty,
  turns: [turnId],
  milliseconds: 0,
  resumed: 0,
});

/** Without a price nobody can say when a limit in dollars is reached: the run's record does not hide it. */
const unpriced = (
  { limits: { dollars } }: Pick<Automation, "limits">,
  model: string,
  { modelNamed }: Pick<Needs, "modelNamed">,
): string | undefined =>
  dollars === undefined || modelNamed(model).price !== undefined
    ? undefined
    : `The price of ${model} is not known, so the cost limit of $${dollars.toFixed(2)} does not hold`;
