import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { git, readFolder, write } from "../git/testing/repository.ts";
import { detectSandbox, findProgram } from "../sandbox/index.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { signWithSsh } from "./testing/signing.ts";

const program = fileURLToPath(new URL("testing/commitAndDie.ts", import.meta.url));
const support = await detectSandbox();
const keys = findProgram("ssh-keygen", process.env["PATH"] ?? "") !== undefined;
const confined = test.skipIf(!keys || support.kind === "none");

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

/** A merge to conclude, some of it staged, in a repository with a hook whose person signs. */
function prepared(): Fixture {
  const at = fixture({ a: "1\n", b: "1\n" }, support);
  write(at.root, { c: "main\n" });
  git(at.root, "add", "c");
  git(at.root, "commit", "-q", "-m", "Main");
  write(at.path, { a: "work\n" });
  git(at.path, "commit", "-q", "-am", "Own");
  git(at.path, "merge", "-q", "--no-commit", "main");
  write(at.path, { b: "2\n", fresh: "f\n" });
  signWithSsh(at);
  mkdirSync(join(at.root, ".git/hooks"));
  write(join(at.root, ".git/hooks"), { "pre-commit": "#!/bin/sh\nexit 0\n" });
  chmodSync(join(at.root, ".git/hooks/pre-commit"), 0o755);
  return at;
}

const stateOf = (at: Fixture) => ({
  files: readFolder(at.path),
  staged: git(at.path, "ls-files", "-z", "--stage"),
  status: git(at.path, "status", "--porcelain", "--branch"),
  head: git(at.path, "log", "-1", "--format=%H %P"),
  merging: readdirSync(join(at.root, ".git/worktrees/linked")).filter((name) => name.startsWith("MERGE_")),
});

confined.each(["journal", "added", "committed", "signed"])(
  "a host killed in a commit with hooks and a signature, after %s, leaves all of it or nothing",
  async (dieAt) => {
    using at = prepared();
    const old = stateOf(at);
    const home = join(at.folder, "home");
    const errand = JSON.stringify({ home, root: at.path, dieAt });
    const { signal, stderr } = spawnSync(process.execPath, [program, errand], { encoding: "utf8" });
    expect([signal, stderr]).toEqual(["SIGKILL", ""]);
    const told: string[] = [];
    await at.commits.recover((message) => told.push(message));
    const now = stateOf(at);
    expect([told, readdirSync(join(home, "commits"))]).toEqual([[], []]);
    if (dieAt !== "signed") return expect(now).toEqual(old);
    expect([now.status.split("\n").length, now.merging, now.head.split(" ").length]).toEqual([1, [], 3]);
    expect(git(at.path, "log", "-1", "--format=%G? %s")).toBe("G Work");
  },
);

confined("a merge whose commit cannot be signed is under way again", async () => {
  using at = prepared();
  git(at.root, "config", "user.signingKey", join(at.folder, "no such key"));
  const old = stateOf(at);
  await expect(at.commit("Work")).rejects.toMatchObject({ code: "signing_failed" });
  expect(stateOf(at)).toEqual(old);
});

confined("what somebody committed after a host was killed stays", async () => {
  using at = prepared();
  const errand = JSON.stringify({ home: join(at.folder, "home"), root: at.path, dieAt: "committed" });
  spawnSync(process.execPath, [program, errand]);
  git(at.path, "commit", "-q", "--allow-empty", "--no-gpg-sign", "--no-verify", "-m", "On top");
  const before = stateOf(at);
  await at.commits.recover(() => undefined);
  expect(stateOf(at)).toEqual(before);
});
