import type { ApprovalPolicy, SandboxMode } from "@flightdeck/contract";

export interface Permissions {
  readonly sandbox: SandboxMode;
  readonly approval: ApprovalPolicy;
}

interface Preset extends Permissions {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

const presets: readonly Preset[] = [
  {
    value: "read-only",
    label: "Read only",
    description: "Looks around, changes nothing",
    sandbox: "read-only",
    approval: "on-request",
  },
  {
    value: "workspace-write",
    label: "Workspace write",
    description: "Works in its folder, network off; asks before it leaves",
    sandbox: "workspace-write",
    approval: "on-request",
  },
  {
    value: "untrusted",
    label: "Workspace write · ask first",
    description: "Asks before every command that is not known to only read",
    sandbox: "workspace-write",
    approval: "untrusted",
  },
  {
    value: "full-access",
    label: "Full access",
    description: "No sandbox and no questions: everything you can do",
    sandbox: "full-access",
    approval: "never",
  },
];

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

const matching = ({ sandbox, approval }: Permissions) =>
  presets.find((preset) => preset.sandbox === sandbox && preset.approval === approval);

/** The presets, and the thread's own mixture where it is none of them. */
export function permissionChoices(now: Permissions): readonly Preset[] {
  if (matching(now) !== undefined) return presets;
  const label = `${sandboxes[now.sandbox]} · ${policies[now.approval]}`;
  return [...presets, { value: "custom", label, description: "Set elsewhere", ...now }];
}

export const permissionValue = (now: Permissions): string => matching(now)?.value ?? "custom";
