import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";

const support = await detectSandbox();
const confined = test.skipIf(support.kind === "none");

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

const branch = "flightdeck/fix-the-bug";
const push = (at: Fixture, request: { replace?: string; withoutHooks?: boolean } = {}) =>
  at.commits.push(at.place, { withoutHooks: false, ...request });
const work = async (at: Fixture, text = "2\n") => {
  write(at.path, { a: text });
  return (await at.commit(`Work ${text.trim()}`)).commit;
};

test("a push brings the branch under its own name to the remote and follows it there", async () => {
  using at = fixture({ a: "1\n" });
  const bare = at.remote();
  const commit = await work(at);
  expect((await at.commits.status(at.place)).remote).toEqual({ name: "origin", url: bare, ahead: 2, behind: 0 });
  expect(await push(at)).toEqual({ remote: "origin", branch, commit, links: [] });
  expect([git(bare, "rev-parse", branch), git(at.path, "rev-parse", "@{upstream}")]).toEqual([commit, commit]);
  expect((await at.commits.status(at.place)).remote).toEqual({
    name: "origin",
    url: bare,
    commit,
    ahead: 0,
    behind: 0,
  });
});

test("what the remote has beyond the branch refuses the push, and is replaced only when it is what was seen", async () => {
  using at = fixture({ a: "1\n" });
  const bare = at.remote();
  await work(at);
  const { commit: first } = await push(at);
  const other = join(at.folder, "other");
  git(at.folder, "clone", "-q", "-b", branch, bare, other);
  write(other, { b: "theirs\n" });
  git(other, "add", "b");
  git(other, "commit", "-q", "-m", "Theirs");
  git(other, "push", "-q");
  const theirs = git(bare, "rev-parse", branch);
  const mine = await work(at, "3\n");
  await expect(push(at)).rejects.toMatchObject({ code: "push_rejected" });
  await expect(push(at, { replace: first })).rejects.toMatchObject({
    code: "push_rejected",
    detail: expect.stringContaining("It changed since you looked"),
  });
  expect(git(bare, "rev-parse", branch)).toBe(theirs);
  // What refused it is known now, to be looked at first.
  expect((await at.commits.status(at.place)).remote).toMatchObject({ commit: theirs, ahead: 1, behind: 1 });
  await push(at, { replace: theirs });
  expect(git(bare, "rev-parse", branch)).toBe(mine);
});

test("the links that the remote prints are told, and nothing that signs in", async () => {
  using at = fixture({ a: "1\n" });
  const bare = at.remote();
  write(bare, {
    "hooks/post-receive":
      '#!/bin/sh\necho "Create a pull request by visiting:"\necho "  https://ada:hunter2@forge.example/new?x=1"\nprintf "javascript:alert(1)\\n"\n',
  });
  chmodSync(join(bare, "hooks/post-receive"), 0o755);
  await work(at);
  expect((await push(at)).links).toEqual(["https://forge.example/new?x=1"]);
});

test("a remote that declines says why", async () => {
  using at = fixture({ a: "1\n" });
  const bare = at.remote();
  write(bare, { "hooks/pre-receive": "#!/bin/sh\necho 'no work on Fridays'; exit 1\n" });
  chmodSync(join(bare, "hooks/pre-receive"), 0o755);
  await work(at);
  await expect(push(at)).rejects.toMatchObject({
    code: "push_failed",
    detail: expect.stringMatching(/pre-receive hook declined[\s\S]*no work on Fridays/),
  });
});

test("a server that wants a password gets none, and nothing prompts", async () => {
  using at = fixture({ a: "1\n" });
  git(at.root, "remote", "add", "origin", "https://ada:hunter2@127.0.0.1:1/x.git");
  await work(at);
  const refused = push(at);
  await expect(refused).rejects.toMatchObject({ code: "push_failed" });
  await expect(refused).rejects.not.toMatchObject({ detail: expect.stringContaining("hunter2") });
  expect((await at.commits.status(at.place)).remote?.url).toBe("https://127.0.0.1:1/x.git");
});

test("the person's own ssh command is used, and asked for no prompt", async () => {
  using at = fixture({ a: "1\n" });
  const seen = join(at.folder, "seen");
  write(at.folder, {
    "bin/ssh": `#!/bin/sh\necho "$@" > '${seen}'; echo 'Permission denied (publickey).' >&2; exit 255\n`,
  });
  chmodSync(join(at.folder, "bin/ssh"), 0o755);
  git(at.root, "remote", "add", "origin", "ssh://git@forge.example/x.git");
  git(at.root, "config", "core.sshCommand", `${at.folder}/bin/ssh -i mine`);
  await work(at);
  await expect(push(at)).rejects.toMatchObject({
    code: "push_failed",
    detail: expect.stringContaining("Push once in a terminal"),
  });
  expect(readFileSync(seen, "utf8")).toContain("-i mine -oBatchMode=yes");
});

test("an ssh command that a file of the checkout names is not started", async () => {
  using at = fixture({ a: "1\n", ".gitconfig": "[core]\n\tsshCommand = touch trap\n" });
  git(at.root, "remote", "add", "origin", "ssh://git@forge.example/x.git");
  git(at.root, "config", "include.path", "../.gitconfig");
  await work(at);
  await expect(push(at)).rejects.toMatchObject({ code: "settings_untrusted" });
  expect(existsSync(join(at.path, "trap"))).toBe(false);
});

test("without a remote, or on no branch, there is nothing to push", async () => {
  using at = fixture({ a: "1\n" });
  await expect(push(at)).rejects.toMatchObject({ code: "remote_not_found" });
  git(at.path, "checkout", "-q", "--detach");
  await expect(push(at)).rejects.toMatchObject({ code: "branch_not_found" });
});

confined("the pre-push hook runs in the sandbox with git's words, and may refuse", async () => {
  using at = fixture({ a: "1\n" }, support);
  const bare = at.remote();
  mkdirSync(join(at.root, ".git/hooks"), { recursive: true });
  const hook = (script: string) => {
    write(join(at.root, ".git/hooks"), { "pre-push": `#!/bin/sh\n${script}\n` });
    chmodSync(join(at.root, ".git/hooks/pre-push"), 0o755);
  };
  hook(`touch '${at.folder}/escaped'; echo "$1 $(cat)"; exit 1`);
  const commit = await work(at);
  const ref = `refs/heads/${branch}`;
  await expect(push(at)).rejects.toMatchObject({
    code: "hook_failed",
    detail: expect.stringContaining(`origin ${ref} ${commit} ${ref} ${"0".repeat(40)}`),
  });
  expect([existsSync(join(at.folder, "escaped")), git(bare, "for-each-ref")]).toEqual([false, ""]);
  await push(at, { withoutHooks: true });
  hook("exit 0");
  await work(at, "3\n");
  await push(at);
  expect(git(bare, "rev-parse", branch)).toBe(git(at.path, "rev-parse", "HEAD"));
});
