import type { ApprovalPolicy, ApprovalRequest, SandboxMode } from "@flightdeck/contract";
import type { Verdict } from "../rules/index.ts";

export type PermissionToPublish =
  | { readonly type: "run" }
  | {
      readonly type: "ask";
      readonly reason: Extract<ApprovalRequest, { kind: "publish" }>["reason"];
      readonly why?: string;
    }
  | { readonly type: "refuse"; readonly why: string };

/**
 * May work leave the thread's folder, as commands would take it out? What a rule forbids of those commands is forbidden
 * here; what rules allow of all of them needs no other word; a thread without limits could run them itself.
 */
export function permissionToPublish(request: {
  readonly mode: SandboxMode;
  readonly approval: ApprovalPolicy;
  /** What the rules say of each command that it stands for. */
  readonly verdicts: readonly Pick<Verdict, "decision" | "why">[];
  /** The remote loses commits. */
  readonly replaces: boolean;
  /** The person said "for this thread" to this branch at this remote. */
  readonly approved: boolean;
}): PermissionToPublish {
  const { mode, approval, verdicts, replaces, approved } = request;
  const forbidden = verdicts.find(({ decision }) => decision === "forbid");
  if (forbidden !== undefined) return { type: "refuse", why: `A rule forbids this. ${forbidden.why ?? ""}`.trim() };
  if (mode === "read-only") return { type: "refuse", why: "This thread is read-only: it publishes nothing." };
  const asking = verdicts.find(({ decision }) => decision === "ask");
  const ask = (reason: "untrusted" | "outside" | "rule", why?: string): PermissionToPublish => {
    if (approval === "never")
      return {
        type: "refuse",
        why:
          reason === "rule"
            ? "A rule wants the person to be asked, and this thread never asks."
            : "This thread never asks for approval, so nothing is published. Rules that allow `git commit`, `git push`, `gh pr create` and `gh pr edit` would let it.",
      };
    return { type: "ask", reason, ...(why === undefined ? {} : { why }) };
  };
  if (asking !== undefined) return ask("rule", asking.why);
  if (approved && !replaces) return { type: "run" };
  if (verdicts.length > 0 && verdicts.every(({ decision }) => decision === "allow")) return { type: "run" };
  if (mode !== "full-access") return ask("outside");
  if (approval === "untrusted") return ask("untrusted");
  return replaces && approval === "on-request" ? ask("outside") : { type: "run" };
}
