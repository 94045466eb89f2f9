import type { PermissionProfile, ThreadSettings } from "@flightdeck/contract";

type Rights = Pick<ThreadSettings, "sandbox" | "approval" | "network" | "writable">;

const reach = { "read-only": 0, "workspace-write": 1, "full-access": 2 } as const;
const freedom = { untrusted: 0, "on-request": 1, never: 2 } as const;

/** What a profile allows and a thread does not, in plain words. None: whoever has the thread's rights has the profile's. */
export function beyondRights(profile: PermissionProfile, thread: Rights): readonly string[] {
  const free = thread.sandbox === "full-access";
  const beyond: string[] = [];
  if (reach[profile.sandbox] > reach[thread.sandbox])
    beyond.push(profile.sandbox === "full-access" ? "no sandbox" : "changes to files");
  if (profile.network && profile.sandbox !== "full-access" && !free && thread.network !== true)
    beyond.push("the network");
  if (profile.sandbox === "workspace-write" && !free) {
    const mine = thread.writable ?? [];
    beyond.push(...profile.writable.filter((folder) => !mine.includes(folder)).map((folder) => `changes in ${folder}`));
  }
  if (asksLess(profile, thread)) beyond.push("fewer questions to you");
  return beyond;
}

/** Where nothing can be changed there is nothing to ask before; in a smaller sandbox "never" takes nothing from anyone. */
function asksLess(profile: PermissionProfile, thread: Rights): boolean {
  if (profile.sandbox === "read-only") return false;
  if (profile.sandbox === "full-access") return freedom[profile.approval] > freedom[thread.approval];
  return thread.approval === "untrusted" && profile.approval !== "untrusted";
}
