import { lstatSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import type { SandboxMode } from "@flightdeck/contract";
import type { SandboxPolicy } from "./types.ts";

export interface PolicyRequest {
  readonly mode: SandboxMode;
  /** The worktree's root, or the folder a thread without a worktree works in. */
  readonly cwd: string;
  /** Its git dir and the common dir of its repository. */
  readonly gitDirs: readonly string[];
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly userHome?: string;
  /** Sandboxed commands reach the network. */
  readonly network?: boolean;
  /** Absolute folders that may be changed too; what must not be is left out. */
  readonly writable?: readonly string[];
}

/** Names at the root of a worktree that steer the person's own tools and ours: an agent may read them only. */
const protectedNames = [".git", ".agents", ".flightdeck"];

/** Where programs keep passwords, tokens and histories, below the user's home. */
const credentialPaths = `
  .ssh .gnupg .aws .azure .kube .docker .oci .password-store .netrc _netrc .git-credentials .npmrc .yarnrc.yml .pypirc
  .pgpass .my.cnf .vault-token .databrickscfg .colima .orbstack .mozilla .config/git/credentials .config/gcloud
  .config/gh .config/glab-cli .config/hub .config/op .config/google-chrome .config/chromium .config/BraveSoftware
  .config/microsoft-edge .config/rclone .config/sops .config/containers/auth.json .local/share/keyrings
  .cargo/credentials .cargo/credentials.toml .gem/credentials .terraform.d/credentials.tfrc.json .codex/auth.json
  .claude/.credentials.json .local/share/opencode/auth.json .gemini/oauth_creds.json .bash_history .zsh_history
  .python_history .node_repl_history .psql_history .mysql_history Library/Keychains Library/Cookies Library/Messages
  Library/Safari`
  .trim()
  .split(/\s+/);

/** Sockets of the host's services lie here (docker, dbus, ssh agents); a read-only mount does not stop a connection. */
const socketFolders = ["/run"];
/** Parts of them that hold no socket and that programs need. */
const neededBelowSockets = ["/run/current-system", "/run/opengl-driver"];
const neededForNetwork = ["/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager"];

/** The real path, also of something that does not exist yet: then of its nearest parent that does. */
export function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    // The native one also gives names the case that the disk has for them.
    if (isThere(absolute)) return realpathSync.native(absolute);
  } catch {
    // A link that leads nowhere, or a folder that may not be entered: what is known of it is its parent.
  }
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realPathOf(parent), basename(absolute));
}

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/** The policy for commands of a thread. The caller builds it anew when the thread's mode changes. */
export function policyFor(request: PolicyRequest): SandboxPolicy {
  const { mode, cwd, gitDirs, home, userHome = homedir() } = request;
  const root = realPathOf(cwd);
  const person = realPathOf(userHome);
  const network = mode === "full-access" || request.network === true;
  const hidden = unique([
    realPathOf(home),
    ...credentialPaths.map((path) => join(person, path)).map((path) => (isThere(path) ? realPathOf(path) : path)),
    ...socketFolders,
  ]);
  const dirs = gitDirs.map(realPathOf);
  const wanted = mode === "read-only" ? [] : (request.writable ?? []);
  const more = mayBeWritable(wanted, { around: [person, ...hidden, ...dirs], within: [...hidden, ...dirs] });
  return {
    mode,
    writable: mode === "read-only" ? [] : unique([root, ...more]),
    protected: unique([
      ...(mode === "read-only" ? [root] : []),
      ...protectedNames.map((name) => join(root, name)),
      ...protectedNames.map((name) => realPathOf(join(root, name))),
      ...more.flatMap((folder) => protectedNames.map((name) => join(folder, name))).filter(isThere),
      ...dirs,
      join(realPathOf(home), "skills"),
      join(realPathOf(home), "attachments"),
      ...neededBelowSockets,
      ...(network ? neededForNetwork : []),
    ]),
    hidden,
    network,
  };
}

/** Of the folders that a person wants writable those that are there, hold nothing of `around` and lie in nothing of `within`. */
function mayBeWritable(
  folders: readonly string[],
  { around, within }: { readonly around: readonly string[]; readonly within: readonly string[] },
): readonly string[] {
  return folders
    .filter((folder) => isAbsolute(folder) && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    .map(realPathOf)
    .filter((folder) => !around.some((path) => covers(folder, path)) && !within.some((path) => covers(path, folder)));
}

/** The same policy for a command that a person let out of the sandbox. */
export const unconfined = (policy: SandboxPolicy): SandboxPolicy => ({ ...policy, mode: "full-access", network: true });

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)];

export type Access = "write" | "read" | "none";

export interface Rule {
  readonly path: string;
  readonly access: Access;
}

const strictness: Record<Access, number> = { none: 2, read: 1, write: 0 };
const depth = (path: string): number => path.split(sep).filter(Boolean).length;

/** The policy as rules from the outermost path to the innermost: the last one that covers a path decides about it. */
export function rulesOf(policy: SandboxPolicy): readonly Rule[] {
  const strictest = new Map<string, Access>();
  const add = (paths: readonly string[], access: Access): void => {
    for (const path of paths) {
      const before = strictest.get(path);
      if (before === undefined || strictness[access] > strictness[before]) strictest.set(path, access);
    }
  };
  add(policy.writable, "write");
  add(policy.protected, "read");
  add(policy.hidden, "none");
  return [...strictest]
    .map(([path, access]) => ({ path, access, depth: depth(path) }))
    .sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : 1))
    .map(({ path, access }) => ({ path, access }));
}

/** Does the folder hold the path, or is it the path? */
export const covers = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Disks of macOS and Windows take `.GIT` for `.git`, also where neither exists yet. */
const ignoresCase = process.platform === "darwin" || process.platform === "win32";
const asOnDisk = (path: string): string => (ignoresCase ? path.toLowerCase() : path);

/** What the policy allows on a real path; for tools that touch files without a command. */
export function accessTo(policy: SandboxPolicy, realPath: string): Access {
  if (policy.mode === "full-access") return "write";
  const path = asOnDisk(realPath);
  return rulesOf(policy).findLast((rule) => covers(asOnDisk(rule.path), path))?.access ?? "read";
}
