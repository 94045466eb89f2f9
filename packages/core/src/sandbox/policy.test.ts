import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bubblewrapArguments } from "./bubblewrap.ts";
import { accessTo, policyFor, unconfined } from "./policy.ts";
import { seatbeltProfile } from "./seatbelt.ts";
import type { SandboxPolicy } from "./types.ts";

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "policy-")));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test("the innermost path decides what an agent may do", () => {
  const policy = policyFor({
    mode: "workspace-write",
    cwd: "/state/worktrees/project/thread",
    gitDirs: ["/code/project/.git/worktrees/thread", "/code/project/.git"],
    home: "/state",
    userHome: "/home/me",
  });
  const access = Object.fromEntries(
    [
      "/state/worktrees/project/thread/src/a.ts",
      "/state/worktrees/project/thread/.git",
      "/state/worktrees/project/thread/.gitignore",
      "/state/worktrees/project/thread/.agents/skills/x",
      "/state/worktrees/project/thread/.flightdeck",
      "/state/worktrees/project/threadother",
      "/state/flightdeck.db",
      "/state/skills/x",
      "/code/project/.git/hooks/post-commit",
      "/code/project/file",
      "/home/me/.ssh/id_ed25519",
      "/home/me/notes",
      "/run/docker.sock",
    ].map((path) => [path, accessTo(policy, path)]),
  );
  expect(access).toEqual({
    "/state/worktrees/project/thread/src/a.ts": "write",
    "/state/worktrees/project/thread/.git": "read",
    "/state/worktrees/project/thread/.gitignore": "write",
    "/state/worktrees/project/thread/.agents/skills/x": "read",
    "/state/worktrees/project/thread/.flightdeck": "read",
    "/state/worktrees/project/threadother": "none",
    "/state/flightdeck.db": "none",
    "/state/skills/x": "read",
    "/code/project/.git/hooks/post-commit": "read",
    "/code/project/file": "read",
    "/home/me/.ssh/id_ed25519": "none",
    "/home/me/notes": "read",
    "/run/docker.sock": "none",
  });
});

test("in read-only mode the worktree stays visible and nothing can be changed", () => {
  const policy = policyFor({
    mode: "read-only",
    cwd: "/state/worktrees/t",
    gitDirs: [],
    home: "/state",
    userHome: "/me",
  });
  expect([
    accessTo(policy, "/state/worktrees/t/a"),
    accessTo(policy, "/state/secrets"),
    accessTo(unconfined(policy), "/state/secrets"),
  ]).toEqual(["read", "none", "write"]);
});

test("credentials stay hidden when the home folder itself is the project", () => {
  const policy = policyFor({
    mode: "workspace-write",
    cwd: "/me",
    gitDirs: [],
    home: "/me/.flightdeck",
    userHome: "/me",
  });
  expect([
    accessTo(policy, "/me/a"),
    accessTo(policy, "/me/.ssh/id"),
    accessTo(policy, "/me/.flightdeck/secrets"),
  ]).toEqual(["write", "none", "none"]);
});

test("what a protected name links to is protected too", () => {
  mkdirSync(join(base, "shared"));
  symlinkSync("shared", join(base, ".agents"));
  const policy = policyFor({ mode: "workspace-write", cwd: base, gitDirs: [], home: "/state", userHome: "/me" });
  expect(accessTo(policy, join(base, "shared", "skill"))).toBe("read");
});

const policy: SandboxPolicy = {
  mode: "workspace-write",
  writable: ["/state/worktrees/t"],
  protected: ["/state/worktrees/t/.git", "/repo/.git", "/missing"],
  hidden: ["/state", "/me/.netrc", "/absent"],
  network: false,
};
const kindOf = (path: string): "folder" | "file" | "missing" => {
  if (["/missing", "/absent", "/var/tmp"].includes(path) || path.startsWith("/proc/")) return "missing";
  return path === "/me/.netrc" ? "file" : "folder";
};

test("bubblewrap mounts from the outside in and gives up every right", () => {
  const args = bubblewrapArguments(policy, {
    argv: ["ls", "-l"],
    cwd: "/state/worktrees/t",
    tty: false,
    version: "0.8.0",
    kindOf,
  });
  expect(args.join(" ")).toBe(
    [
      "--unshare-user --unshare-pid --unshare-ipc --unshare-uts --cap-drop ALL --die-with-parent",
      "--disable-userns --unshare-net --new-session",
      "--ro-bind / / --dev /dev --proc /proc --tmpfs /tmp",
      "--tmpfs /state --dev-bind /dev/null /me/.netrc --ro-bind /repo/.git /repo/.git",
      "--bind /state/worktrees/t /state/worktrees/t --ro-bind /state/worktrees/t/.git /state/worktrees/t/.git",
      "--remount-ro /state --chdir /state/worktrees/t -- ls -l",
    ].join(" "),
  );
});

test("bubblewrap keeps a terminal, the network and older versions' options when told so", () => {
  const command = { argv: ["sh"], cwd: "/", tty: true, version: "0.6.1", kindOf };
  const args = bubblewrapArguments({ ...policy, network: true }, command);
  expect(args.filter((arg) => ["--new-session", "--unshare-net", "--disable-userns"].includes(arg))).toEqual([]);
});

test("the seatbelt profile denies by default and lets the innermost rule come last", () => {
  const profile = seatbeltProfile({ ...policy, hidden: ["/state", '/with "quotes" \\'] }, "/private/tmp/own");
  const rules = profile.slice(profile.indexOf("(deny network*)"));
  expect([profile.startsWith("(version 1)\n(deny default)\n"), rules]).toEqual([
    true,
    `(deny network*)
(allow file-read* file-write* (subpath "/private/tmp/own"))
(allow file-read* (subpath "/missing"))
(deny file-write* (subpath "/missing"))
(deny file-read* file-write* (subpath "/state"))
(deny file-read* file-write* (subpath "/with \\"quotes\\" \\\\"))
(allow file-read* (subpath "/repo/.git"))
(deny file-write* (subpath "/repo/.git"))
(allow file-read* file-write* (subpath "/state/worktrees/t"))
(allow file-read* (subpath "/state/worktrees/t/.git"))
(deny file-write* (subpath "/state/worktrees/t/.git"))
`,
  ]);
});

test("a profile's folders are writable where they endanger nothing, and its network is on", () => {
  const at = (name: string) => join(base, name);
  const folders = ["code", "data", "home/me/.ssh", "home/me/cache", "state/x", "data/lib/.git"];
  for (const name of folders) mkdirSync(at(name), { recursive: true });
  symlinkSync(at("home/me/.ssh"), at("link"));
  const policy = (mode: "read-only" | "workspace-write") =>
    policyFor({
      mode,
      cwd: at("code"),
      gitDirs: [],
      home: at("state"),
      userHome: at("home/me"),
      network: true,
      writable: [
        ...[
          "data",
          "data/lib",
          "home/me/cache",
          "home/me/.ssh",
          "home/me",
          "home",
          "state/x",
          "state",
          "link",
          "gone",
        ].map(at),
        "/",
        "relative",
      ],
    });
  const work = policy("workspace-write");
  expect({ writable: work.writable, network: work.network, reads: policy("read-only").writable }).toEqual({
    writable: ["code", "data", "data/lib", "home/me/cache"].map(at),
    network: true,
    reads: [],
  });
  expect([accessTo(work, at("data/lib/x")), accessTo(work, at("data/lib/.git/hooks/x"))]).toEqual(["write", "read"]);
});
