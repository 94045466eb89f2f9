import type { ApprovalPolicy, ApprovalRequest, SandboxMode } from "@flightdeck/contract";

/** Where a command runs: in the sandbox, or as the person would run it. */
export type Place = "inside" | "outside";
type Reason = Extract<ApprovalRequest, { kind: "command" }>["reason"];

export type Permission =
  | { readonly type: "run"; readonly place: Place }
  | { readonly type: "ask"; readonly place: Place; readonly reason: Reason }
  | { readonly type: "refuse"; readonly why: string };

export interface CommandRequest {
  readonly mode: SandboxMode;
  readonly approval: ApprovalPolicy;
  /** Whether this machine can confine a command. */
  readonly sandbox: boolean;
  /** The agent asks to run it outside the sandbox. */
  readonly escalate: boolean;
  readonly knownRead: boolean;
  /** Whether the person said "for this thread" to exactly this command in that place. */
  readonly approved: (place: Place) => boolean;
}

/** May a command run, where, and who is to be asked? */
export function permissionFor(request: CommandRequest): Permission {
  const { mode, approval } = request;
  const free = mode === "full-access";
  const place: Place = free || request.escalate || !request.sandbox ? "outside" : "inside";
  const ask = (reason: Reason): Permission =>
    request.approved(place) ? { type: "run", place } : { type: "ask", place, reason };
  if (free) return approval === "untrusted" && !request.knownRead ? ask("untrusted") : { type: "run", place };
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
  return approval === "untrusted" && !request.knownRead ? ask("untrusted") : { type: "run", place };
}

const denials =
  /operation not permitted|permission denied|read-only file system|\b(EROFS|EACCES|EPERM|ENETUNREACH|EAI_AGAIN|ENOTFOUND)\b|network is unreachable|could not resolve|name resolution|name or service not known|no address associated/i;

/** Shells use these for "not executable" and "not found": the sandbox has no part in them. */
const ownFailures = [126, 127];

/** Does a failed command look as if the sandbox stopped it? A guess from its last words. */
export function looksDenied(exitCode: number | null, lastWords: string): boolean {
  return exitCode !== 0 && exitCode !== null && !ownFailures.includes(exitCode) && denials.test(lastWords.slice(-8192));
}
