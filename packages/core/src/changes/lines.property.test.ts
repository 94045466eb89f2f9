import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { git, gitBytes, write } from "../git/testing/repository.ts";
import { fixture, type Fixture, type Scope } from "./testing/fixture.ts";
import { both, everything, gitApply, modelOf, readDiff, someOf, twoVersions, without } from "./testing/model.ts";

const options = dearTries(8);
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

/** The staged lines as the window would show them: they make the index what it is. */
async function shownStaged(at: Fixture, scope?: Scope) {
  const [file] = await at.changes.staging(at.place, await at.compare(scope), [path]);
  if (file === undefined) throw new Error("no file");
  return file.staged;
}

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
      // What is staged is what is shown as staged: of equal lines side by side it may be another one.
      const staged = both(await shownStaged(at), second);
      await act(at.stage(choose(second)));
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, staged)));
      const left = without(await shownStaged(at), third);
      await act(at.unstage(choose(third)));
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, left)));
      expect([at.read(path), others(at)]).toEqual([after, beside]);

      const untouched = at.entries();
      const unstaged = without(await shownStaged(at), second);
      await act(at.revert(choose(second)));
      expect(at.read(path)).toEqual(bytes(modelOf(diff, without(everything(diff), second))));
      expect(others(at)).toEqual(beside);
      const [kept] = at.changes.reverts(at.place.threadId);
      if (kept === undefined) return;
      expect(at.staged(path)).toEqual(bytes(modelOf(diff, unstaged)));
      await at.changes.undo(at.place, kept.id);
      expect([at.read(path), at.entries(), others(at)]).toEqual([after, untouched, beside]);
    }),
    options,
  );
});

interface GitSide {
  /** As git writes it: the line before, where there are no lines. */
  readonly start: number;
  readonly lines: readonly number[];
}

interface GitHunk {
  readonly old: GitSide;
  readonly now: GitSide;
  readonly body: string;
}

/** Some hunks of the file, as git prints them, and the head of their patch. */
function hunksOf(
  root: string,
  chosen: readonly number[],
): { readonly head: string; readonly hunks: readonly GitHunk[] } {
  const text = gitBytes(root, "diff", "--text", "-U0", "HEAD", "--", path).toString("latin1");
  const [head = "", ...sections] = text.split(/^(?=@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/m);
  const hunks = sections.map((section): GitHunk => {
    const [line = "", old, oldCount = "1", now, nowCount = "1"] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*\n/.exec(section) ?? [];
    const side = (start: string | undefined, count: string): GitSide => ({
      start: Number(start),
      lines: Array.from({ length: Number(count) }, (_, i) => Number(start) + i),
    });
    return { old: side(old, oldCount), now: side(now, nowCount), body: section.slice(line.length) };
  });
  return { head, hunks: hunks.filter((_, at) => (chosen[at % chosen.length] ?? 0) % 2 === 1) };
}

/** The same hunks with the numbers that they have without the others: git puts hunks without context where these say. */
function patchOf(head: string, hunks: readonly GitHunk[], from: "old" | "now"): Buffer {
  const to = from === "old" ? "now" : "old";
  let shift = 0;
  const sections = hunks.map((hunk) => {
    const { start } = hunk[from];
    const [had, has] = [hunk[from].lines.length, hunk[to].lines.length];
    const starts = { [from]: start, [to]: start + shift + Number(had === 0) - Number(has === 0) };
    shift += has - had;
    return `@@ -${starts["old"]},${hunk.old.lines.length} +${starts["now"]},${hunk.now.lines.length} @@\n${hunk.body}`;
  });
  return bytes(head + sections.join(""));
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
      const { head, hunks } = hunksOf(ours.root, chosen);
      if (hunks.length === 0) return;
      const lines = { removed: hunks.flatMap(({ old }) => old.lines), added: hunks.flatMap(({ now }) => now.lines) };
      await ours.stage([{ path, lines }]);
      gitApply(gits.root, patchOf(head, hunks, "old"), "--cached");
      expect(ours.entries()).toEqual(gits.entries());
      await ours.unstage([{ path, lines }]);
      await ours.revert([{ path, lines }]);
      gitApply(gits.root, patchOf(head, hunks, "now"), "-R");
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
        await at.unstage([{ path, lines: await shownStaged(at, scope) }], scope);
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
