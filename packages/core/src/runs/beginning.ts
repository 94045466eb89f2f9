import {
  type Automation,
  MessageId,
  type PermissionProfile,
  type Run,
  type ThreadSettings,
  type Workspace,
} from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";

/** Why a run that waited its turn does not begin any more; undefined when it may. */
export function obstacleTo(
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
export function settingsFor(
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
export const workspaceFor = ({ place }: Pick<Automation, "place">): Workspace =>
  place.kind === "worktree"
    ? { kind: "worktree", ...(place.base !== undefined && { base: place.base }), copyLocalChanges: false }
    : { kind: "local" };

/** The automation's name and when the run was due, in the machine's own time. */
export function titleFor({ automationName, dueAt, dry }: Run): string {
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
export const messageIdOf = ({ id }: Pick<Run, "id">): MessageId => MessageId.parse(id);

/** A failure in a person's words. */
export const reasonOf = (error: unknown): string =>
  error instanceof AppError ? [error.message, error.detail].filter(Boolean).join(": ") : messageOf(error);
