import fc from "fast-check";
import { expect, test } from "vitest";
import { git, gitBytes, write } from "../git/testing/repository.ts";
import { fixture, type Fixture } from "./testing/fixture.ts";
import { both, everything, gitApply, modelOf, readDiff, someOf, twoVersions, without } from "./testing/model.ts";

const runs = Number(process.env["RUNS"] ?? 25);
const options = { numRuns: runs, interruptAfterTimeLimit: runs * 2000, endOnFailure: true };
const picks = fc.array(fc.nat(3), { minLength: 1, maxLength: 7 });
const path = "dir/some file";

/** Beside the file that is acted on: one with other things staged than are on disk, and one that is new. */
function start(before: Buffer, after: Buffer): Fixture {
  const at = fixture({ [path]: before, other: "1\n2\n3\n", ".gitattributes": "* -text\n" });
  write(at.root, { other: "1\nstaged\n3\n" });
  git(at.root, "add", "other");
  write(at.root, { other: "1\nstaged\nmore\n", untracked: "new\n", [path]: after });
  return at;
}

const others = (at: Fixture) => ({
  entries: at.entries().filter((entry) => !entry.endsWith(`\t${path}`)),
  disk: [at.read("other"), at.read("untracked")].map(String),
});

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

test("lines that are staged, staged after others, unstaged, reverted and brought back are those that were chosen", async () => {
  await fc.assert(
    fc.asyncProperty(twoVersions, picks, picks, picks, async ({ before, after }, one, two, three) => {
      using at = start(before, after);
      const diff = readDiff(at.root, path);
      const [first, second, third] = [someOf(diff, one), someOf(diff, two), someOf(diff, three)];
      const beside = others(at);
      const choose = (lines: typeof first) => [{ path, lines }];
      const act = (work: Promise<unknown>) =>
        work.catch((error: unknown) => {
          // Nothing chosen, or all of it done before.
          expect(error).toMatchObject({ code: expect.stringMatching(/^nothing_to_/) });
        });

      await act(at.stage(choose(first)));
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, first)));
      await act(at.stage(choose(second)));
      const staged = both(first, second);
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, staged)));
      await act(at.unstage(choose(third)));
      const left = without(staged, third);
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, left)));
      expect([at.read(path), others(at)]).toEqual([after, beside]);

      const untouched = at.entries();
      await act(at.revert(choose(second)));
      expect(at.read(path)).toEqual(bytes(modelOf(diff, without(everything(diff), second))));
      expect(others(at)).toEqual(beside);
      const [kept] = at.changes.reverts(at.place.threadId);
      if (kept === undefined) return;
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, without(left, second))));
      await at.changes.undo(at.place, kept.id);
      expect([at.read(path), at.entries(), others(at)]).toEqual([after, untouched, beside]);
    }),
    options,
  );
});

/** The patch of some hunks of the file, as git prints it. */
function hunksOf(
  root: string,
  chosen: readonly number[],
): { readonly patch: Buffer; readonly hunks: readonly Buffer[] } {
  const text = gitBytes(root, "diff", "--text", "-U0", "HEAD", "--", path).toString("latin1");
  const [head = "", ...hunks] = text.split(/^(?=@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/m);
  const some = hunks.filter((_, at) => (chosen[at % chosen.length] ?? 0) % 2 === 1);
  return { patch: bytes(some.length === 0 ? "" : head + some.join("")), hunks: some.map(bytes) };
}

function linesOf(hunks: readonly Buffer[]): { readonly removed: number[]; readonly added: number[] } {
  const removed: number[] = [];
  const added: number[] = [];
  for (const hunk of hunks) {
    const [, old, oldCount = "1", now, nowCount = "1"] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(hunk.toString("latin1")) ?? [];
    for (let i = 0; i < Number(oldCount); i += 1) removed.push(Number(old) + i);
    for (let i = 0; i < Number(nowCount); i += 1) added.push(Number(now) + i);
  }
  return { removed, added };
}

// Lines that look like a hunk's head would be cut by the reader above.
const plainVersions = twoVersions.filter(
  ({ before, after }) => !/@@|\\/.test(`${before.toString("latin1")}${after.toString("latin1")}`),
);

test("whole hunks are staged and reverted as git apply does it", async () => {
  await fc.assert(
    fc.asyncProperty(plainVersions, picks, async ({ before, after }, chosen) => {
      using ours = start(before, after);
      using gits = start(before, after);
      const { patch, hunks } = hunksOf(ours.root, chosen);
      if (hunks.length === 0) return;
      const lines = linesOf(hunks);
      await ours.stage([{ path, lines }]);
      gitApply(gits.root, patch, "--cached");
      expect(ours.entries()).toEqual(gits.entries());
      await ours.unstage([{ path, lines }]);
      await ours.revert([{ path, lines }]);
      gitApply(gits.root, patch, "-R");
      expect(ours.read(path)).toEqual(gits.read(path));
    }),
    options,
  );
});

test("a turn's lines alone are staged and reverted, whatever was changed before it", async () => {
  await fc.assert(
    fc.asyncProperty(twoVersions, picks, async ({ before, after }, chosen) => {
      // The turn's file comes after lines that somebody changed before, and before lines that somebody changes since.
      const frame = (top: string, middle: Buffer, bottom: string): Buffer =>
        Buffer.concat([bytes(`${top}\n1\n2\n3\n`), middle, bytes(`\n4\n5\n6\n${bottom}\n`)]);
      using at = fixture({ [path]: frame("top", before, "bottom"), ".gitattributes": "* -text\n" });
      write(at.root, { [path]: frame("earlier", before, "bottom") });
      const from = await at.checkpoint();
      write(at.root, { [path]: frame("earlier", after, "bottom") });
      const to = await at.checkpoint();
      write(at.root, { [path]: frame("earlier", after, "later") });
      const scope = { before: from, after: to };
      const diff = readDiff(at.root, path, [from, to]);
      const lines = someOf(diff, chosen);
      if (lines.removed.length + lines.added.length === 0) return;
      const result = bytes(modelOf(diff, lines)).subarray("earlier".length);
      try {
        await at.stage([{ path, lines }], scope);
        const expected = Buffer.concat([bytes("top"), result]);
        expect(at.staged(path)).toEqual(expected);
        await at.unstage([{ path, lines }], scope);
        expect(at.entries().length).toBe(2);
        expect(git(at.root, "diff", "--cached", "--name-only")).toBe("");
      } catch (error) {
        // Equal lines may be told apart in two ways: then it says so, and nothing is done.
        expect(error).toMatchObject({ code: expect.stringMatching(/^changed_/) });
        expect(git(at.root, "diff", "--cached", "--name-only")).toBe("");
      }
      await at.revert([{ path, lines }], scope);
      const back = bytes(modelOf(diff, without(everything(diff), lines)));
      const later = Buffer.concat([back.subarray(0, back.length - "bottom\n".length), bytes("later\n")]);
      expect(at.read(path)).toEqual(later);
    }),
    options,
  );
});
