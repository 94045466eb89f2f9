import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, readFolder, temporaryFolder, write } from "../git/testing/repository.ts";
import { fixtureOf, threadId } from "./testing/fixture.ts";

const script = join(import.meta.dirname, "testing/actInChild.ts");
const count = 40;

function repository(folder: string): string {
  const files = (word: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`many/${i}`, `${word}\n1\n2\n3\n${word} ${i}\n`]));
  const root = makeRepository(join(folder, "project"), { ...files("before"), gone: "1\n" });
  write(root, { ...files("after"), new: "n\n" });
  rmSync(join(root, "gone"));
  git(root, "add", "many/1", "many/2", "gone", "new");
  return root;
}

const stateOf = (root: string) => ({ files: readFolder(root), index: git(root, "ls-files", "--stage") });

/** Runs an act in a process of its own and kills it after so many files were touched. Says whether it was done before. */
async function killedAfter(touched: number, ...args: readonly string[]): Promise<boolean> {
  const root = args[1] ?? "";
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let events = 0;
  const seen = watch(root, { recursive: true }, (_, name) => {
    if (name?.startsWith("many") && (events += 1) > touched) child.kill("SIGKILL");
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (touched < 0 && said.includes("ready")) child.kill("SIGKILL");
  });
  await once(child, "close");
  seen.close();
  return said.includes("done");
}

test.each([-1, 0, 7, 25, 60])(
  "a revert killed after %i touches is taken back by the next start, or done",
  async (touched) => {
    using folder = temporaryFolder();
    const root = repository(folder.path);
    const before = stateOf(root);
    const done = await killedAfter(touched, folder.path, root, "revert");
    using at = fixtureOf(folder.path, root, { dispose: () => undefined });
    await at.changes.recover();
    const [kept] = at.changes.reverts(threadId);
    expect(done && kept === undefined).toBe(false);
    if (kept === undefined) {
      expect(stateOf(root)).toEqual(before);
    } else {
      expect(git(root, "status", "--porcelain")).toBe("");
      await at.changes.undo(at.place, kept.id);
      expect(stateOf(root)).toEqual(before);
    }
    expect(leftOvers(root)).toEqual([]);
  },
);

test("an undo that was killed is taken back by the next start, and can be done again", async () => {
  using folder = temporaryFolder();
  const root = repository(folder.path);
  const before = stateOf(root);
  {
    using first = fixtureOf(folder.path, root, { dispose: () => undefined });
    await first.revert("all");
  }
  await killedAfter(12, folder.path, root, "undo");
  using at = fixtureOf(folder.path, root, { dispose: () => undefined });
  await at.changes.recover();
  const [kept] = at.changes.reverts(threadId);
  if (kept !== undefined) {
    expect(git(root, "status", "--porcelain")).toBe("");
    await at.changes.undo(at.place, kept.id);
  }
  expect([stateOf(root), leftOvers(root)]).toEqual([before, []]);
});

/** Files and locks of a killed process. */
function leftOvers(root: string): readonly string[] {
  const names = [...readdirSync(root), ...readdirSync(join(root, "many"))].filter((name) =>
    name.startsWith(".flightdeck"),
  );
  return [...names, ...(existsSync(join(root, ".git/index.lock")) ? ["index.lock"] : [])];
}
