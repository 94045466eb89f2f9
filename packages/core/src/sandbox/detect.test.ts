import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { detectSandbox } from "./index.ts";
import { requireSandbox } from "./testing/sandboxBench.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "detect-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

test("this machine has a sandbox that works", async () => {
  const support = await requireSandbox();
  expect(support).toMatchObject({ kind: "bubblewrap", path: expect.stringContaining("bwrap") });
});

test("without bubblewrap it names the command that installs it", async () => {
  program("dnf", "");
  expect(await detectSandbox({ platform: "linux", path: folder })).toEqual({
    kind: "none",
    reason: "bubblewrap is not installed",
    fix: "sudo dnf install -y bubblewrap",
  });
});

test.each([
  ["bwrap: setting up uid map: Permission denied", "apparmor_restrict_unprivileged_userns=0"],
  ["bwrap: No permissions to create a new namespace", "unprivileged_userns_clone=1"],
  ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"],
  ["bwrap: something else", "in a terminal"],
])("a bubblewrap that cannot work is none, with what to do about it: %s", async (complaint, fix) => {
  program("bwrap", `[ "$1" = --version ] && echo bubblewrap 0.9.0 && exit; echo "${complaint}" >&2; exit 1`);
  expect(await detectSandbox({ platform: "linux", path: folder })).toEqual({
    kind: "none",
    reason: `bubblewrap does not work here: ${complaint}`,
    fix: expect.stringContaining(fix),
  });
});

test("a system without a sandbox of its own says so", async () => {
  expect(await detectSandbox({ platform: "win32" })).toMatchObject({
    kind: "none",
    fix: expect.stringContaining("WSL"),
  });
});
