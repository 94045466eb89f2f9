import type { ApprovalPolicy, ApprovalRequest, SandboxMode } from "@flightdeck/contract";
import type { Verdict } from "../rules/index.ts";

/** Where a command runs: in the sandbox, or as the person would run it. */
export type Place = "inside" | "outside";
export type Reason = Extract<ApprovalRequest, { kind: "command" }>["reason"];

export type Permission =
  | { readonly type: "run"; readonly place: Place }
  | { readonly type: "ask"; readonly place: Place; readonly reason: Reason }
  | { readonly type: "refuse"; readonly why: string };

export interface CommandRequest {
  readonly mode: SandboxMode;
  readonly approval: ApprovalPolicy;
  /** Plan mode: nothing leaves the read-only sandbox, and nobody is asked to let it. */
  readonly planning: boolean;
  /** Whether this machine can confine a command. */
  readonly sandbox: boolean;
  /** The agent asks to run it outside the sandbox. */
  readonly escalate: boolean;
  readonly knownRead: boolean;
  /** What the rules say of it. */
  readonly verdict: Pick<Verdict, "decision" | "why">;
  /** It could do lasting harm. */
  readonly dangerous: boolean;
  /** Whether the person said "for this thread" to exactly this command in that place. */
  readonly approved: (place: Place) => boolean;
}

/**
 * May a command run, where, and who is to be asked? What a rule forbids never runs; what a rule asks for is asked whatever
 * the thread's own policy; what a rule allows was approved beforehand, so it runs where an approval would let it run. A
 * read-only thread stays read-only.
 */
export function permissionFor(request: CommandRequest): Permission {
  const { mode, approval, verdict } = request;
  if (verdict.decision === "forbid") return { type: "refuse", why: `A rule forbids this. ${verdict.why ?? ""}`.trim() };
  const planning = request.planning ? outOfPlan(request) : undefined;
  if (planning !== undefined) return { type: "refuse", why: planning };
  const free = mode === "full-access";
  const place: Place = free || request.escalate || !request.sandbox ? "outside" : "inside";
  const allowed = verdict.decision === "allow";
  if (allowed && mode !== "read-only") return { type: "run", place: "outside" };
  const ask = (reason: Reason): Permission =>
    request.approved(place) ? { type: "run", place } : { type: "ask", place, reason };
  if (verdict.decision === "ask") {
    if (approval === "never")
      return {
        type: "refuse",
        why: `A rule wants the person to be asked, and this thread never asks. ${verdict.why ?? ""}`.trim(),
      };
    return ask("rule");
  }
  const unknown = approval === "untrusted" && !request.knownRead && !allowed;
  if (request.planning) return unknown ? ask("untrusted") : { type: "run", place };
  if (free) {
    if (unknown) return ask("untrusted");
    return approval === "on-request" && request.dangerous ? ask("dangerous") : { type: "run", place };
  }
  if (approval === "never" && place === "outside")
    return {
      type: "refuse",
      why: request.sandbox
        ? "This thread never asks for approval, so nothing can run outside the sandbox. Work within it."
        : "This machine has no sandbox and this thread never asks for approval, so no command can run.",
    };
  if (!request.sandbox) return ask("no_sandbox");
  if (request.escalate) return ask("escalate");
  // Once let out for the thread, the same command need not fail inside first.
  if (approval !== "never" && request.approved("outside")) return { type: "run", place: "outside" };
  return unknown ? ask("untrusted") : { type: "run", place };
}

/** What plan mode has no yes for, whoever would give it. */
function outOfPlan({ escalate, sandbox, knownRead }: CommandRequest): string | undefined {
  if (escalate) return "Plan mode changes nothing, so no command leaves the sandbox.";
  if (sandbox || knownRead) return undefined;
  return "This machine has no sandbox, so plan mode runs only commands that are known to read: ls, cat, rg, git log and the like, one plain command at a time.";
}

const denials =
  /operation not permitted|permission denied|read-only file system|\b(EROFS|EACCES|EPERM|ENETUNREACH|EAI_AGAIN|ENOTFOUND)\b|network is unreachable|could not resolve|name resolution|name or service not known|no address associated/i;

/** Shells use these for "not executable" and "not found": the sandbox has no part in them. */
const ownFailures = [126, 127];

/** Does a failed command look as if the sandbox stopped it? A guess from its last words. */
export function looksDenied(exitCode: number | null, lastWords: string): boolean {
  return exitCode !== 0 && exitCode !== null && !ownFailures.includes(exitCode) && denials.test(lastWords.slice(-8192));
}
