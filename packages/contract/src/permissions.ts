import { z } from "zod";

/** What a command may touch. read-only: nothing; workspace-write: the worktree and a private temp folder, no network. */
export const SandboxMode = z.enum(["read-only", "workspace-write", "full-access"]);
export type SandboxMode = z.infer<typeof SandboxMode>;

/** When a person is asked. untrusted: for all but known reads; on-request: when the agent wants out; never: never. */
export const ApprovalPolicy = z.enum(["untrusted", "on-request", "never"]);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const ReasoningEffort = z.enum(["minimal", "low", "medium", "high", "xhigh"]);
export type ReasoningEffort = z.infer<typeof ReasoningEffort>;

/** How a thread's agent works; a change holds from the next turn on. */
export const ThreadSettings = z.object({
  model: z.string().min(1).max(200),
  effort: ReasoningEffort.optional(),
  sandbox: SandboxMode,
  approval: ApprovalPolicy,
});
export type ThreadSettings = z.infer<typeof ThreadSettings>;
