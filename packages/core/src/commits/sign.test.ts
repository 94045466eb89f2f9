import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { detectSandbox, findProgram } from "../sandbox/index.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { signWithSsh } from "./testing/signing.ts";

const support = await detectSandbox();
const keys = findProgram("ssh-keygen", process.env["PATH"] ?? "") !== undefined;
const signing = test.skipIf(!keys);
const confined = test.skipIf(!keys || support.kind === "none");

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

const verified = (at: Fixture) => git(at.path, "log", "-1", "--format=%G? %GS %an %s");

signing("a commit is signed with the person's key when their git signs", async () => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at);
  write(at.path, { a: "2\n" });
  expect((await at.commits.status(at.place)).signs).toBe(true);
  await at.commit("Signed");
  expect([verified(at), git(at.path, "status", "--porcelain")]).toEqual(["G ada@example.org Ada Signed", ""]);
});

confined("what hooks made of a commit is what is signed, and no hook sees the key's agent", async () => {
  using at = fixture({ a: "1\n" }, support, {});
  signWithSsh(at);
  vi.stubEnv("SSH_AUTH_SOCK", join(at.folder, "agent.sock"));
  mkdirSync(join(at.root, ".git/hooks"), { recursive: true });
  write(join(at.root, ".git/hooks"), {
    "pre-commit": '#!/bin/sh\necho "agent: $SSH_AUTH_SOCK" > seen; git add seen\n',
    "commit-msg": '#!/bin/sh\necho "Checked: yes" >> "$1"\n',
  });
  for (const name of ["pre-commit", "commit-msg"]) chmodSync(join(at.root, ".git/hooks", name), 0o755);
  write(at.path, { a: "2\n" });
  const { commit } = await at.commit("Signed");
  expect([verified(at), git(at.path, "log", "-1", "--format=%B"), git(at.path, "show", "HEAD:seen")]).toEqual([
    "G ada@example.org Ada Signed Checked: yes",
    "Signed\nChecked: yes\n",
    "agent: ",
  ]);
  expect([git(at.path, "rev-list", "--count", "main..HEAD"), git(at.path, "rev-parse", "HEAD")]).toEqual(["1", commit]);
});

signing("an amended commit is signed anew", async () => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at);
  write(at.path, { a: "2\n" });
  const { commit } = await at.commit("First");
  await at.commit("Second", { amend: { commit, evenIfPushed: false } });
  expect(verified(at)).toBe("G ada@example.org Ada Second");
});

const refused = async (at: Fixture) => {
  write(at.path, { a: "2\n", b: "2\n" });
  git(at.path, "add", "a");
  const state = () => [git(at.path, "rev-parse", "HEAD"), git(at.path, "status", "--porcelain")];
  const before = state();
  await expect(at.commit("x")).rejects.toMatchObject({ code: "signing_failed" });
  expect(state()).toEqual(before);
};

signing("a key that needs a passphrase which nobody gives refuses the commit, and nothing changes", async () => {
  using at = fixture({ a: "1\n" });
  signWithSsh(at, "a passphrase");
  await refused(at);
});

confined("a commit that hooks let through and that cannot be signed is taken back", async () => {
  using at = fixture({ a: "1\n" }, support);
  signWithSsh(at);
  git(at.root, "config", "user.signingKey", join(at.folder, "no such key"));
  mkdirSync(join(at.root, ".git/hooks"), { recursive: true });
  write(join(at.root, ".git/hooks"), { "pre-commit": "#!/bin/sh\nexit 0\n" });
  chmodSync(join(at.root, ".git/hooks/pre-commit"), 0o755);
  await refused(at);
});

signing("a program for signatures that a file of a checkout names is not started", async () => {
  using at = fixture({ a: "1\n", "team.gitconfig": '[gpg "ssh"]\n\tprogram = ./sign.sh\n' });
  signWithSsh(at);
  git(at.root, "config", "include.path", "../team.gitconfig");
  const trap = join(at.folder, "trap");
  for (const place of [at.path, at.root]) {
    write(place, { "sign.sh": `#!/bin/sh\ntouch '${trap}'\n` });
    chmodSync(join(place, "sign.sh"), 0o755);
  }
  await expect(at.commit("x")).rejects.toMatchObject({
    code: "settings_untrusted",
    detail: expect.stringContaining("gpg.ssh.program is set in"),
  });
  // Set by the person, it is taken from where no agent writes.
  git(at.root, "config", "--unset", "include.path");
  git(at.root, "config", "gpg.ssh.program", "./sign.sh");
  await expect(at.commit("x")).rejects.toMatchObject({ code: "signing_failed" });
  expect(existsSync(trap)).toBe(false);
});
