import { expect, test } from "vitest";
import { foldTitle, lookingOf, withoutTitle } from "./steps.ts";

test("commands that only look around are told from those that do something", () => {
  const looking = [
    "cat src/a.ts",
    "sed -n '1,80p' src/a.ts",
    "rg -n 'foo|bar' src | head -20",
    "grep -rn x . 2>/dev/null",
    "cd apps && ls -la",
    "find . -name '*.ts' -not -path './node_modules/*'",
    "git log --oneline -5",
    "git status --short && git diff --stat",
    "ls; pwd",
  ];
  expect(looking.map(lookingOf)).toEqual([
    "read",
    "read",
    "search",
    "search",
    "list",
    "search",
    "read",
    "list",
    "list",
  ]);
});

test("whatever writes, runs or substitutes is none of them", () => {
  const doing = [
    "cat a > b",
    "sed -i s/a/b/ x",
    "sed -n -i 1p x",
    "find . -delete",
    "find . -exec rm {} +",
    "cat $(which node)",
    "ls && rm -rf x",
    "rg x | xargs rm",
    "git push",
    "cat <<EOF\nx\nEOF",
    "npm test",
    "",
  ];
  expect(doing.map(lookingOf)).toEqual(doing.map(() => undefined));
});

const command = (text: string, more: object = {}) =>
  ({ type: "command", command: text, status: "completed", exitCode: 0, purpose: "agent", ...more }) as never;

test("a fold says what it holds", () => {
  const titles = [
    foldTitle("looked", [command("cat a"), command("cat b"), command("rg x"), command("ls")]),
    foldTitle("looked", [command("cat a.ts")]),
    foldTitle("looked", [
      { type: "reasoning", text: "**Reading the lock**\n\nIt is held.", status: "completed" } as never,
    ]),
    foldTitle("looked", [command("cat a"), command("rg x", { status: "running" })]),
    foldTitle("ran", [command("a"), command("b"), command("c", { status: "failed", exitCode: 3 })]),
    foldTitle("ran", [command("a"), command("b")]),
    foldTitle("ran", [command("a"), command("npm start", { exitCode: undefined })]),
    foldTitle("ran", [command("npm start", { exitCode: undefined }), command("b", { status: "failed", exitCode: 3 })]),
    foldTitle("changed", [
      { type: "file_change", changes: [{ path: "a" }, { path: "b", movedTo: "c" }] } as never,
      { type: "file_change", changes: [{ path: "a" }] } as never,
    ]),
    foldTitle("planned", [{ type: "plan", steps: [{}, {}] } as never]),
  ];
  expect(titles).toEqual([
    { words: "Read 2 files, searched once, listed 1 folder" },
    { words: "Read", code: "cat a.ts" },
    { words: "Reading the lock" },
    { words: "Searching", code: "rg x" },
    { words: "Ran 3 commands, 1 failed" },
    { words: "Ran 2 commands, all passed" },
    { words: "Ran 2 commands, 1 went on in the background" },
    { words: "Ran 2 commands, 1 failed, 1 went on in the background" },
    { words: "Changed 2 files" },
    { words: "Planned and did 2 steps" },
  ]);
});

test("opened reasoning does not say its heading again, unless that is all there is", () => {
  expect(
    ["**Looking** at it", "**Looking around**\n\nThere is *much*.", "**Looking around**", "Hm."].map(withoutTitle),
  ).toEqual(["**Looking** at it", "There is *much*.", "**Looking around**", "Hm."]);
});
