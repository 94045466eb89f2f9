import type { Command, TestRun } from "@flightdeck/contract";
import { oneLine, plain } from "./lines.ts";

/** Where a runner writes its sums: at the end. */
const END = 6_000;
/** No sum stands in a longer line, and looking for one there takes long. */
const LINE = 300;

const start = String.raw`(?:^|[;&|(]\s*)(?:[A-Z_][A-Z0-9_]*=\S*\s+)*(?:(?:npx|bunx|uvx?|uv run|poetry run|pipenv run|pnpm exec|yarn exec|bundle exec|time)\s+(?:-\S+\s+)*)?`;
const runners = [
  String.raw`(?:npm|pnpm|yarn|bun|deno)\s+(?:run\s+|--\S+\s+)*(?:t|test|tests|unit|e2e|check)(?:[:.][\w:.-]+)?(?=\s|$)`,
  String.raw`(?:vitest|jest|mocha|ava|tap|playwright\s+test|cypress\s+run|karma)\b`,
  String.raw`node\s+(?:--\S+\s+)*--test\b`,
  String.raw`(?:pytest|py\.test|tox|nox|nosetests|rspec|phpunit|pest|ctest|busted)\b`,
  String.raw`python[\d.]*\s+-m\s+(?:pytest|unittest)\b`,
  String.raw`(?:cargo|go|dotnet|swift|mix|rake|rails|flutter|dart|zig\s+build|sbt|stack|cabal)\s+(?:nextest\s+run|test)\b`,
  String.raw`(?:mvn|\./mvnw|gradle|\./gradlew|make|just|bazel|ninja|meson)\s+(?:\S+\s+)*?(?::?[\w-]+:)*(?:test|tests|check|verify)(?=\s|$)`,
  String.raw`(?:python[\d.]*\s+)?\S*manage\.py\s+test\b`,
];
const testing = new RegExp(`${start}(?:${runners.join("|")})`, "m");

/** Whether a command line runs tests, as far as its words tell. */
export const runsTests = (command: string): boolean => testing.test(command.slice(0, 2_000));

/** What a command that runs tests says of them; undefined for one that runs none. */
export function testRunOf(item: Command): TestRun | undefined {
  if (item.purpose !== "agent" || !runsTests(item.command)) return undefined;
  const counts = countTests(item.output);
  return {
    command: oneLine(item.command, 120),
    state: stateOf(item, counts),
    ...counts,
    at: item.endedAt ?? item.startedAt,
  };
}

/** The exit code has the last word; a pipe into `tail` hides it, so a count of failures is believed too. */
function stateOf(item: Command, { failed = 0 }: Counts): TestRun["state"] {
  switch (item.status) {
    case "running":
      return "running";
    case "declined":
    case "interrupted":
      return "stopped";
    case "failed":
      return "failed";
    case "completed":
      return (item.exitCode ?? 0) !== 0 || failed > 0 ? "failed" : "passed";
  }
}

interface Counts {
  readonly passed?: number;
  readonly failed?: number;
}

const sum = (text: string, pattern: RegExp): number | undefined => {
  const found = [...text.matchAll(pattern)];
  return found.length === 0 ? undefined : found.reduce((all, [, count]) => all + Number(count), 0);
};

const last = (text: string, pattern: RegExp): string | undefined => [...text.matchAll(pattern)].at(-1)?.[0];

/** The sums of the runners people use; nothing where none of them is recognised. */
export function countTests(output: string): Counts {
  const lines = plain(output.slice(-END)).split("\n");
  const text = lines.filter((line) => line.length <= LINE && line.trim() !== "").join("\n");
  const cargo = sum(text, /^test result: \w+\. (\d+) passed/gm);
  if (cargo !== undefined) return counts(cargo, sum(text, /^test result: \w+\. \d+ passed; (\d+) failed/gm));
  const node = sum(text, /^(?:#|ℹ) pass (\d+)$/gm);
  if (node !== undefined) return counts(node, sum(text, /^(?:#|ℹ) fail (\d+)$/gm));
  const mocha = sum(text, /^\s*(\d+) passing\b/gm);
  if (mocha !== undefined) return counts(mocha, sum(text, /^\s*(\d+) failing\b/gm));
  const examples = /(\d+) examples?, (\d+) failures?/.exec(text);
  if (examples !== null) return counts(Number(examples[1]) - Number(examples[2]), Number(examples[2]));
  // vitest and jest begin the line with "Tests", pytest frames it with "=", playwright stands alone.
  const line =
    last(text, /^\s*Tests:?\s.*\b\d+ (?:passed|failed).*$/gm) ??
    last(text, /^=+ .*\b\d+ (?:passed|failed).*=+$/gm) ??
    last(text, /^\s*\d+ (?:passed|failed)\b.*(?:\n\s*\d+ (?:passed|failed|flaky|skipped)\b.*)*$/gm);
  if (line === undefined) return {};
  return counts(sum(line, /(\d+) passed/g), sum(line, /(\d+) failed/g));
}

const counts = (passed: number | undefined, failed: number | undefined): Counts => ({
  ...(passed === undefined ? {} : { passed }),
  ...(failed === undefined ? {} : { failed }),
});
