import { z } from "zod";

/** What a command may touch. read-only: nothing; workspace-write: the worktree and a private temp folder, no network. */
export const SandboxMode = z.enum(["read-only", "workspace-write", "full-access"]);
export type SandboxMode = z.infer<typeof SandboxMode>;

/** When a person is asked. untrusted: for all but known reads; on-request: when the agent wants out; never: never. */
export const ApprovalPolicy = z.enum(["untrusted", "on-request", "never"]);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const ReasoningEffort = z.enum(["minimal", "low", "medium", "high", "xhigh"]);
export type ReasoningEffort = z.infer<typeof ReasoningEffort>;

/** act: the agent does the work. plan: it explores read-only, asks, and ends with a plan that the person accepts. */
export const AgentMode = z.enum(["act", "plan"]);
export type AgentMode = z.infer<typeof AgentMode>;

/** A set of permissions with a name, kept in `config.toml` and chosen for a project or a thread. */
export const PermissionProfile = z.object({
  sandbox: SandboxMode,
  approval: ApprovalPolicy,
  /** Whether sandboxed commands reach the network. */
  network: z.boolean().default(false),
  /** Absolute folders that a workspace-write command may change beside the worktree. */
  writable: z.array(z.string().min(1).max(4096)).max(20).default([]),
});
export type PermissionProfile = z.infer<typeof PermissionProfile>;

/** The profiles that everyone has. A person's own of the same name counts before them. */
export const builtInProfiles: Readonly<Record<string, PermissionProfile>> = {
  "Read only": { sandbox: "read-only", approval: "on-request", network: false, writable: [] },
  "Workspace write": { sandbox: "workspace-write", approval: "on-request", network: false, writable: [] },
  "Full access": { sandbox: "full-access", approval: "never", network: true, writable: [] },
};

const sandboxes: Record<SandboxMode, string> = {
  "read-only": "Read only",
  "workspace-write": "Workspace write",
  "full-access": "Full access",
};
const policies: Record<ApprovalPolicy, string> = {
  untrusted: "ask first",
  "on-request": "ask on request",
  never: "never ask",
};

/** What a profile lets an agent do, in a line. */
export function profileWords({ sandbox, approval, network, writable }: PermissionProfile): string {
  const more = [
    network && sandbox !== "full-access" ? "network on" : "",
    writable.length > 0 ? `${writable.length} more ${writable.length === 1 ? "folder" : "folders"}` : "",
  ];
  return [sandboxes[sandbox], policies[approval], ...more].filter(Boolean).join(" · ");
}

/** How a thread's agent works; a change holds from the next turn on. */
export const ThreadSettings = z.object({
  /** A model of the catalog; one of another provider than the first is named "provider/model". */
  model: z.string().min(1).max(200),
  effort: ReasoningEffort.optional(),
  sandbox: SandboxMode,
  approval: ApprovalPolicy,
  /** Absent in logs of the first version: act. */
  mode: AgentMode.optional(),
  /** The profile that sandbox, approval, network and writable came from; gone when one of them is set by hand. */
  profile: z.string().min(1).max(60).optional(),
  network: z.boolean().optional(),
  writable: PermissionProfile.shape.writable.unwrap().optional(),
  /** Whether the agent may read the person's terminals of the thread. Absent: it asks. */
  terminals: z.enum(["ask", "allow", "never"]).optional(),
});
export type ThreadSettings = z.infer<typeof ThreadSettings>;
