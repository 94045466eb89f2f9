import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../git/testing/repository.ts";
import { applySuggestion, linesFrom, openText, replaceText } from "./suggestion.ts";

const line = fc.string({ maxLength: 12, unit: "binary" }).map((text) => text.replace(/[\n\r]/g, "").toWellFormed());
const end = fc.constantFrom("\n", "\r\n");

test("exactly the named lines change, with their ends, and every other byte stays", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, end), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      fc.nat(),
      fc.nat(),
      fc.array(line, { minLength: 1, maxLength: 4 }),
      (lines, lastEnds, a, b, fresh) => {
        const ended = lines.map(([text, its], n) => [text, n < lines.length - 1 || lastEnds ? its : ""] as const);
        // A last line without a letter and an end is none.
        if (ended.at(-1)?.join("") === "") return;
        const from = a % lines.length;
        const to = from + (b % (lines.length - from));
        const file = ended.map(([text, its]) => text + its).join("");
        const expected = linesFrom(file, { startLine: from + 1, endLine: to + 1 });
        // An empty suggestion means that the lines go.
        if (fresh.join("\n") === "") return;
        const made = applySuggestion(
          Buffer.from(file),
          { startLine: from + 1, endLine: to + 1 },
          { expected, suggestion: fresh.join("\n") },
        ).toString();
        const first = ended[from]?.[1] || ended.find(([, its]) => its !== "")?.[1] || "\n";
        // A final line break in the suggestion is no line of its own.
        const meant = fresh.at(-1) === "" && fresh.length > 1 ? fresh.slice(0, -1) : fresh;
        const middle = meant.map((text, n) => text + (n < meant.length - 1 ? first : (ended[to]?.[1] ?? ""))).join("");
        const around = (some: typeof ended) => some.map(([text, its]) => text + its).join("");
        expect(made).toBe(around(ended.slice(0, from)) + middle + around(ended.slice(to + 1)));
      },
    ),
  );
});

test("lines that read otherwise, are not there or are no UTF-8 are refused", () => {
  const refused = (bytes: Buffer, startLine: number, endLine: number, expected: readonly string[]) => {
    expect(() => applySuggestion(bytes, { startLine, endLine }, { expected, suggestion: "x" })).toThrow(
      "These lines are not what the reviewer read",
    );
  };
  refused(Buffer.from("a\nb\n"), 1, 1, ["b"]);
  refused(Buffer.from("a\nb\n"), 2, 3, ["b", ""]);
  refused(Buffer.from("a\nb\n"), 9, 9, []);
  refused(Buffer.of(0x61, 0xff, 0x0a), 1, 1, ["a\ufffd"]);
  expect(
    applySuggestion(
      Buffer.from("a\nb\nc"),
      { startLine: 2, endLine: 3 },
      { expected: ["b", "c"], suggestion: "" },
    ).toString(),
  ).toBe("a\n");
});

test("what an editor saves after the file was read is not overwritten, nor is a file behind a link that came", async () => {
  using at = temporaryFolder();
  const file = join(at.path, "src/a.ts");
  mkdirSync(join(at.path, "src"));
  mkdirSync(join(at.path, "other"));
  writeFileSync(file, "1\n");
  const outdated = { code: "suggestion_outdated" };
  const read = await openText(at.path, "src/a.ts");
  writeFileSync(file, "2\n");
  await expect(replaceText(read, Buffer.from("one\n"), "part_1")).rejects.toMatchObject(outdated);
  const again = await openText(at.path, "src/a.ts");
  renameSync(join(at.path, "src"), join(at.path, "moved"));
  symlinkSync("moved", join(at.path, "src"));
  await expect(replaceText(again, Buffer.from("two\n"), "part_2")).rejects.toMatchObject(outdated);
  expect([readFileSync(file, "utf8"), readdirSync(join(at.path, "moved"))]).toEqual(["2\n", ["a.ts"]]);
});

test("only plain files inside of the worktree are opened, whatever a path says and wherever links lead", async () => {
  using at = temporaryFolder();
  const root = join(at.path, "tree");
  mkdirSync(join(root, "src"), { recursive: true });
  mkdirSync(join(root, ".git"));
  writeFileSync(join(at.path, "secret"), "s\n");
  writeFileSync(join(root, "src/a.ts"), "a\n", { mode: 0o755 });
  writeFileSync(join(root, ".git/config"), "c\n");
  symlinkSync(join(at.path, "secret"), join(root, "link"));
  symlinkSync(at.path, join(root, "out"));
  const outcome = async (path: string) => {
    try {
      return (await openText(root, path)).bytes.toString();
    } catch (error) {
      return (error as { readonly code?: string }).code;
    }
  };
  const paths = [
    "src/a.ts",
    "../secret",
    "/etc/passwd",
    "src/../../secret",
    "link",
    "out/secret",
    ".git/config",
    ".GIT/config",
    "gone",
    "src",
    "",
  ];
  expect(
    Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await outcome(path)] as const))),
  ).toEqual({
    "src/a.ts": "a\n",
    "../secret": "path_outside",
    "/etc/passwd": "path_outside",
    "src/../../secret": "path_outside",
    link: "path_outside",
    "out/secret": "path_outside",
    ".git/config": "path_outside",
    ".GIT/config": "path_outside",
    gone: "suggestion_outdated",
    src: "path_outside",
    "": "path_outside",
  });
  // Another name of the same file keeps what it had.
  linkSync(join(root, "src/a.ts"), join(at.path, "twin"));
  await replaceText(await openText(root, "src/a.ts"), Buffer.from("b\n"), "part_1");
  expect([
    readFileSync(join(root, "src/a.ts"), "utf8"),
    statSync(join(root, "src/a.ts")).mode & 0o777,
    readFileSync(join(at.path, "twin"), "utf8"),
  ]).toEqual(["b\n", 0o755, "a\n"]);
});
