import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { gitBytes } from "../../git/testing/repository.ts";

/** A line of a whole-file diff, with its numbers. */
export interface ModelLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
  readonly old: number;
  readonly now: number;
}

export interface ModelChoice {
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** Reads what `git diff` prints of one file with all of its context: an account of the changes that is none of ours. */
export function readDiff(root: string, path: string, between: readonly string[] = ["HEAD"]): readonly ModelLine[] {
  const text = gitBytes(root, "diff", "--text", "-U1000000", ...between, "--", path).toString("latin1");
  const at = text.indexOf("\n@@ ");
  if (at < 0) return [];
  const rows = text.slice(text.indexOf("\n", at + 1) + 1).split("\n");
  rows.pop();
  const lines: ModelLine[] = [];
  let old = 1;
  let now = 1;
  for (const row of rows) {
    const sign = row[0];
    if (sign === "\\") {
      const last = lines.pop();
      if (last !== undefined) lines.push({ ...last, text: last.text.slice(0, -1) });
      continue;
    }
    if (sign !== " " && sign !== "-" && sign !== "+") throw new Error(`not a line of a diff: ${row}`);
    lines.push({ sign, text: `${row.slice(1)}\n`, old: sign === "+" ? 0 : old++, now: sign === "-" ? 0 : now++ });
  }
  return lines;
}

/** Each added line beside the removed line of the same place in its change. */
function paired(lines: readonly ModelLine[]): readonly ModelLine[] {
  const ordered: ModelLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line?.sign === " ") {
      ordered.push(line);
      at += 1;
      continue;
    }
    const end = lines.findIndex((other, i) => i >= at && other.sign === " ");
    const run = lines.slice(at, end < 0 ? lines.length : end);
    const removed = run.filter(({ sign }) => sign === "-");
    const added = run.filter(({ sign }) => sign === "+");
    for (let i = 0; i < Math.max(removed.length, added.length); i += 1)
      ordered.push(...removed.slice(i, i + 1), ...added.slice(i, i + 1));
    at += run.length;
  }
  return ordered;
}

/** The file that has the chosen changes and no others, by a plain walk over its lines. */
export function modelOf(lines: readonly ModelLine[], { removed, added }: ModelChoice): string {
  const kept = paired(lines).filter(({ sign, old, now }) => {
    if (sign === "-") return !removed.includes(old);
    return sign === " " || added.includes(now);
  });
  let text = "";
  for (const [at, line] of kept.entries()) {
    text += line.text;
    if (at < kept.length - 1 && !line.text.endsWith("\n")) {
      const above = kept[at - 1]?.text ?? "";
      text += above.endsWith("\r\n") ? "\r\n" : "\n";
    }
  }
  return text;
}

export const everything = (lines: readonly ModelLine[]): ModelChoice => ({
  removed: lines.filter(({ sign }) => sign === "-").map(({ old }) => old),
  added: lines.filter(({ sign }) => sign === "+").map(({ now }) => now),
});

export const both = (one: ModelChoice, other: ModelChoice): ModelChoice => ({
  removed: [...new Set([...one.removed, ...other.removed])],
  added: [...new Set([...one.added, ...other.added])],
});

export const without = (one: ModelChoice, other: ModelChoice): ModelChoice => ({
  removed: one.removed.filter((line) => !other.removed.includes(line)),
  added: one.added.filter((line) => !other.added.includes(line)),
});

/** Some of the changed lines, by random numbers that say which. */
export function someOf(lines: readonly ModelLine[], picks: readonly number[]): ModelChoice {
  const changed = lines.filter(({ sign }) => sign !== " ");
  const chosen = changed.filter((_, at) => (picks[at % picks.length] ?? 0) % 2 === 1);
  return everything(chosen);
}

const words = ["a", "b", "", "}", "ü", "\xff\xfe", "a\r", "\r", "x y", "+", "-a", "@@ -1 +1 @@", "\\ No newline"];
const line = fc.constantFrom(...words);

/** A file, and what somebody made of it: lines that repeat, of every kind of end, with and without the last one. */
export const twoVersions = fc
  .record({
    before: fc.array(line, { maxLength: 12 }),
    edits: fc.array(fc.record({ at: fc.nat(12), drop: fc.nat(3), put: fc.array(line, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    ends: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ before, edits, ends }) => {
    const after = [...before];
    for (const { at, drop, put } of edits) after.splice(Math.min(at, after.length), drop, ...put);
    const text = (lines: readonly string[], end: boolean) =>
      Buffer.from(
        lines
          .map((each) => `${each}\n`)
          .join("")
          .slice(0, end ? undefined : -1),
        "latin1",
      );
    return { before: text(before, ends[0]), after: text(after, ends[1]) };
  })
  .filter(({ before, after }) => !before.equals(after));

/** What git makes of a patch of some hunks. */
export function gitApply(root: string, patch: Buffer, ...flags: readonly string[]): void {
  execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", ...flags, "-"], {
    cwd: root,
    input: patch,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}
