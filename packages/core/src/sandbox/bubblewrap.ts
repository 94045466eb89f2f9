import { covers, rulesOf } from "./policy.ts";
import type { SandboxPolicy } from "./types.ts";

export interface BubblewrapCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Keeps the terminal it is started in; else it gets a session of its own. */
  readonly tty: boolean;
  readonly version: string;
  /** What is at a path: decides how it is mounted. Links count as what they lead to. */
  readonly kindOf: (path: string) => "folder" | "file" | "missing";
}

/** Folders that every command gets empty and for itself. */
const scratch = ["/tmp", "/var/tmp"];

/**
 * Settings of the whole machine. Their files go by the user's number alone, so root could write them without any
 * capability (`/proc/sys/kernel/core_pattern` names a program that the host would run).
 */
const machineSettings = ["/proc/sys", "/proc/sysrq-trigger", "/proc/fs", "/proc/acpi", "/proc/scsi", "/proc/mtrr"];

/** Can it forbid user namespaces inside? Older ones only leave the kernel's own checks. */
const disablesNestedNamespaces = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 0 || minor >= 8;
};

/**
 * The arguments of bubblewrap for one command. A user namespace without capabilities is asked for in any case: as root,
 * bubblewrap would otherwise leave the command the right to remount the disk writable.
 */
export function bubblewrapArguments(policy: SandboxPolicy, command: BubblewrapCommand): string[] {
  const settings = machineSettings.filter((path) => command.kindOf(path) !== "missing");
  return [
    ..."--unshare-user --unshare-pid --unshare-ipc --unshare-uts --cap-drop ALL --die-with-parent".split(" "),
    ...(disablesNestedNamespaces(command.version) ? ["--disable-userns"] : []),
    ...(policy.network ? [] : ["--unshare-net"]),
    ...(command.tty ? [] : ["--new-session"]),
    ..."--ro-bind / / --dev /dev --proc /proc".split(" "),
    ...settings.flatMap((path) => ["--ro-bind", path, path]),
    ...mounts(policy, command.kindOf),
    "--chdir",
    command.cwd,
    "--",
    ...command.argv,
  ];
}

/** Mounts cover what was mounted before them, so they go from the outermost path to the innermost. */
function mounts(policy: SandboxPolicy, kindOf: BubblewrapCommand["kindOf"]): string[] {
  const rules = rulesOf(policy);
  const emptied: string[] = [];
  const list: string[] = [];
  for (const path of scratch) if (kindOf(path) === "folder") list.push("--tmpfs", path);
  for (const { path, access } of rules) {
    const kind = kindOf(path);
    if (kind === "missing") continue;
    if (access === "write") list.push("--bind", path, path);
    else if (access === "read") list.push("--ro-bind", path, path);
    else if (kind === "file") list.push("--dev-bind", "/dev/null", path);
    else {
      list.push("--tmpfs", path);
      emptied.push(path);
    }
  }
  for (const path of emptied) list.push("--remount-ro", path);
  return list;
}

/** The protected paths that a command could create if nothing stood there. */
export function creatable(policy: SandboxPolicy): readonly string[] {
  const rules = rulesOf(policy);
  return policy.protected.filter(
    (path) => rules.findLast((rule) => rule.path !== path && covers(rule.path, path))?.access === "write",
  );
}
