import { builtInProfiles, type PermissionProfile, profileWords, type ThreadSettings } from "@flightdeck/contract";

export type Permissions = Pick<ThreadSettings, "sandbox" | "approval" | "profile" | "network" | "writable">;

export interface PermissionChoice extends Permissions {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

const builtIn = (value: string, name: string, description: string): PermissionChoice => ({
  value,
  label: name,
  description,
  ...(builtInProfiles[name] ?? { sandbox: "read-only", approval: "on-request" }),
  profile: name,
});

const presets: readonly PermissionChoice[] = [
  builtIn("read-only", "Read only", "Looks around, changes nothing"),
  builtIn("workspace-write", "Workspace write", "Works in its folder, network off; asks before it leaves"),
  {
    value: "untrusted",
    label: "Workspace write · ask first",
    description: "Asks before every command that is not known to only read",
    sandbox: "workspace-write",
    approval: "untrusted",
    profile: undefined,
    network: false,
    writable: [],
  },
  builtIn("full-access", "Full access", "No sandbox and no questions: everything you can do"),
];

/** What the profiles that everyone has let an agent do, by their names. */
export const builtInNotes: Readonly<Record<string, string>> = Object.fromEntries(
  presets.flatMap(({ profile, description }) => (profile === undefined ? [] : [[profile, description]])),
);

type Profiles = Readonly<Record<string, PermissionProfile>>;

const named = (profiles: Profiles): readonly PermissionChoice[] =>
  Object.entries(profiles).map(([name, profile]) => ({
    ...profile,
    value: `profile:${name}`,
    label: name,
    description: profileWords(profile),
    profile: name,
  }));

/** The presets, the person's own profiles, and the thread's own mixture where it is none of them. */
export function permissionChoices(now: Permissions, profiles: Profiles = {}): readonly PermissionChoice[] {
  const mine = named(profiles);
  const choices = [
    ...presets.filter(({ profile }) => profile === undefined || !Object.hasOwn(profiles, profile)),
    ...mine,
  ];
  if (permissionValue(now, profiles) !== "custom") return choices;
  const label = profileWords({ ...now, network: false, writable: [] });
  return [...choices, { ...now, value: "custom", label, description: "Set elsewhere" }];
}

export function permissionValue(now: Permissions, profiles: Profiles = {}): string {
  if (now.profile !== undefined && Object.hasOwn(profiles, now.profile)) return `profile:${now.profile}`;
  if (now.network === true && now.sandbox !== "full-access") return "custom";
  if ((now.writable?.length ?? 0) > 0) return "custom";
  return (
    presets.find(({ sandbox, approval }) => sandbox === now.sandbox && approval === now.approval)?.value ?? "custom"
  );
}

/** The permissions alone, as a change of settings. */
export const permissionsOf = ({ sandbox, approval, profile, network, writable }: Permissions): Permissions => ({
  sandbox,
  approval,
  profile,
  network,
  writable,
});
