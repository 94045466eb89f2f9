import { createServer } from "node:net";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnSandboxed, type SandboxSupport } from "./index.ts";
import { type Bench, contentsOf, makeBench, type Ran, requireSandbox, runLine } from "./testing/sandboxBench.ts";

let support: SandboxSupport;
let bench: Bench;
let places: Record<string, string>;

beforeAll(async () => {
  support = await requireSandbox();
  bench = makeBench();
  places = { OUT: bench.outside, REPO: bench.repository, STATE: bench.home, USERHOME: bench.userHome };
});
afterAll(() => bench[Symbol.dispose]());

const run = (line: string, mode: "workspace-write" | "read-only" = "workspace-write"): Promise<Ran> =>
  runLine(support, bench.policy(mode), line, { cwd: bench.worktree, env: places });

/** Everything that no command may change: all of the bench but the worktree's own files, of which only `.git` counts. */
const untouchable = (): Record<string, string> => ({
  ...contentsOf(bench.outside, bench.repository, bench.userHome, join(bench.worktree, ".git")),
  ...contentsOf(join(bench.home, "skills"), join(bench.home, "worktrees", "project", "other")),
});

test.each([
  ["a new file by its absolute path", 'echo x > "$OUT"/new'],
  ["an existing file by its absolute path", 'echo x >> "$OUT"/file'],
  ["a removal", 'rm -f "$OUT"/file'],
  ["a rename", 'mv "$OUT"/file "$OUT"/other'],
  ["a change of mode", 'chmod 777 "$OUT"/file'],
  ["a path through ..", "echo x > ../../../../outside/new"],
  ["a link to a folder", 'ln -s "$OUT" way && echo x > way/new'],
  ["a link to a file", 'ln -sf "$OUT"/file link && echo x > link'],
  ["a hard link", 'ln "$OUT"/file hard && echo x > hard'],
  ["a link in /proc", 'echo x > /proc/self/root"$OUT"/new'],
  ["the open root of another process", 'echo x > /proc/1/root"$OUT"/new'],
  ["the worktree's .git file", "echo gitdir: /tmp/evil > .git"],
  ["removing .git", "rm -f .git"],
  ["moving .git away", "mv .git git-before"],
  ["a hook", "echo 'touch /tmp/owned' > \"$REPO\"/.git/hooks/post-commit"],
  ["the repository's configuration", "git config core.fsmonitor /tmp/evil"],
  ["the worktree's own git dir", 'echo x > "$REPO"/.git/worktrees/thread/HEAD'],
  ["the common dir", 'echo x > "$REPO"/.git/refs/heads/evil'],
  ["a commit", "git -c user.name=x -c user.email=x commit --allow-empty -m evil"],
  ["the source checkout", 'echo x > "$REPO"/file.txt'],
  ["a missing .agents folder", "mkdir -p .agents/skills && echo x > .agents/skills/SKILL.md"],
  ["a folder moved to .agents", "mkdir -p evil && mv -T evil .agents"],
  ["a link named .agents", 'rmdir .agents; ln -s "$OUT" .agents'],
  ["a missing .flightdeck folder", "mkdir -p .flightdeck && echo x > .flightdeck/setup"],
  ["a file named .flightdeck", "rm -rf .flightdeck; echo x > .flightdeck"],
  ["another thread's worktree", 'echo x > "$STATE"/worktrees/project/other/x'],
  ["the skills", 'echo x > "$STATE"/skills/SKILL.md'],
  ["the home", 'echo x > "$STATE"/flightdeck.db'],
  ["credentials", 'echo x > "$USERHOME"/.ssh/authorized_keys'],
  ["a mount made writable again", 'mount -o remount,rw,bind / && echo x > "$OUT"/new'],
  ["a mount on top", 'mount --bind /tmp "$OUT"'],
  ["a protected mount taken away", "umount -l .git"],
  ["a nested user namespace", "unshare --user true"],
  ["a nested mount namespace", "unshare --mount true"],
  ["another root", "chroot / true"],
  [
    "a setting of the machine",
    'value=$(cat /proc/sys/kernel/core_pattern) && echo "$value" > /proc/sys/kernel/core_pattern',
  ],
  ["a device", "mknod disk b 8 0 && cat disk"],
])("a command cannot change what is outside: %s", async (_name, line) => {
  const before = untouchable();
  const { exitCode } = await run(line);
  expect({ failed: exitCode !== 0, after: untouchable() }).toEqual({ failed: true, after: before });
});

test("a command changes the worktree and a temp folder of its own", async () => {
  const made = await run(
    "mkdir -p src && echo new > src/file && echo tmp > /tmp/flightdeck-test && cat src/file /tmp/flightdeck-test",
  );
  const next = await run("cat src/file; ls /tmp /var/tmp");
  expect([made, next]).toEqual([
    { exitCode: 0, signal: null, output: "new\ntmp\n" },
    { exitCode: 0, signal: null, output: "new\n/tmp:\n\n/var/tmp:\n" },
  ]);
});

test("a read-only command changes nothing in the worktree", async () => {
  const before = contentsOf(bench.worktree);
  const { exitCode } = await run("echo x > new || rm file.txt", "read-only");
  expect({ failed: exitCode !== 0, after: contentsOf(bench.worktree) }).toEqual({ failed: true, after: before });
});

test("git can be read in a linked worktree", async () => {
  expect(await run("git log --format=%s && git branch --show-current")).toEqual({
    exitCode: 0,
    signal: null,
    output: "First\nthread\n",
  });
});

test("protected folders that were missing leave nothing behind", async () => {
  await run("true");
  if (support.kind === "bubblewrap") support.placeholders.close(); // they would go by themselves a little later
  const names = Object.keys(contentsOf(bench.worktree)).filter((path) => /\.(agents|flightdeck)/.test(path));
  expect(names).toEqual([]);
});

test("a missing folder stays protected while another command ends", async () => {
  const first = spawnSandboxed(support, {
    argv: ["/bin/bash", "-c", "echo ready; read -r _; mkdir -p .agents/skills && echo made || echo refused"],
    cwd: bench.worktree,
    policy: bench.policy("workspace-write"),
    input: "pipe",
  });
  const output: string[] = [];
  const ready = new Promise<void>((resolve) => {
    first.onOutput((chunk) => {
      output.push(Buffer.from(chunk).toString());
      resolve();
    });
  });
  await ready;
  await run("true");
  first.write("go\n");
  await first.exited;
  expect(output.join("")).toContain("refused\n");
});

test("the home shows only the thread's own worktree and the skills", async () => {
  const { output } = await run(
    'find "$STATE" -path "$STATE"/worktrees/project/thread -prune -o -print | sort; cat "$STATE"/skills/SKILL.md; cat "$STATE"/secrets "$STATE"/flightdeck.db 2>&1',
  );
  const [state] = [bench.home];
  // cat puts a name with a space in quotes.
  expect(output.replaceAll("'", "")).toBe(
    [
      state,
      join(state, "skills"),
      join(state, "skills", "SKILL.md"),
      join(state, "worktrees"),
      join(state, "worktrees", "project"),
      `a skillcat: ${join(state, "secrets")}: No such file or directory`,
      `cat: ${join(state, "flightdeck.db")}: No such file or directory`,
      "",
    ].join("\n"),
  );
});

test("credentials below the user's home cannot be read", async () => {
  const { output } = await run('cat "$USERHOME"/.ssh/* "$USERHOME"/.netrc 2>/dev/null; ls -A "$USERHOME"/.ssh');
  expect(output).toBe("");
});

test("no secret of the host's environment reaches a command, not even through /proc", async () => {
  const secrets = {
    OPENAI_API_KEY: "sk-one-secret",
    GITHUB_TOKEN: "ghp-one-secret",
    MY_PASSWORD: "pw-one-secret",
    DATABASE_URL: "postgres://u:one-secret@h",
  };
  Object.assign(process.env, secrets);
  try {
    const { output } = await run("env; cat /proc/*/environ | tr '\\0' '\\n'; grep -l one-secret /proc/[0-9]*/environ");
    expect({ leaked: output.includes("one-secret"), path: /^PATH=/m.test(output) }).toEqual({
      leaked: false,
      path: true,
    });
  } finally {
    for (const name of Object.keys(secrets)) delete process.env[name];
  }
});

test("a server on the host's loopback cannot be reached", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { exitCode } = await run(`exec 3<>/dev/tcp/127.0.0.1/${port}`);
  server.close();
  expect({ failed: exitCode !== 0, connections }).toEqual({ failed: true, connections: 0 });
});

test.each([
  ["in the home", () => join(bench.home, "host.sock")],
  ["without a file", () => `\0flightdeck-test-${process.pid}`],
])("a socket of the host %s cannot be reached", async (_name, pathOf) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.end();
  });
  const path = pathOf();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const script =
    "require('net').connect(JSON.parse(process.argv[1])).on('error', () => process.exit(1)).on('connect', () => process.exit(0))";
  // The packaged Node may lie where the command cannot see it.
  const node = join(bench.worktree, "node");
  copyFileSync(process.execPath, node);
  const { exitCode } = await run(`./node -e "${script}" '${JSON.stringify(path)}'`);
  rmSync(node);
  await new Promise((resolve) => server.close(resolve));
  expect({ exitCode, connections }).toEqual({ exitCode: 1, connections: 0 });
});

test("the sockets of the host's services are out of sight", async () => {
  const { output } = await run("find -L /run -type s 2>/dev/null | wc -l");
  expect(output.trim()).toBe("0");
});

test("processes of the host can be neither seen nor ended", async () => {
  const { output, exitCode } = await run(
    `ls -d /proc/${process.pid} /proc/${process.ppid} 2>&1; kill -9 ${process.pid}; kill -9 ${process.ppid}; kill -9 -1; echo lived`,
  );
  // A signal to "all" reaches all of the sandbox only; the host is still here to tell.
  expect({ seen: /^\/proc/m.test(output), ended: exitCode === 0 }).toEqual({ seen: false, ended: true });
});

test("a link that was made inside does not become a way out for the next command", async () => {
  writeFileSync(join(bench.worktree, "plain"), "x");
  const before = untouchable();
  await run('rm plain; ln -s "$OUT" plain');
  const { exitCode } = await run("cd plain && echo x > new");
  expect({ failed: exitCode !== 0, after: untouchable() }).toEqual({ failed: true, after: before });
});
