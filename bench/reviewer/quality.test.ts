import { join } from "node:path";
import { answer, type ModelServer, say, startModelServer, temporaryFolder } from "@flightdeck/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Host, startHost } from "../../e2e/host.ts";
import { type Case, readCase, readCorpus } from "./corpus.ts";
import { reviewCase } from "./reviewCase.ts";
import { score } from "./score.ts";

const corpus = readCorpus(join(import.meta.dirname, "corpus"));

/** Words that each of the corpus' patterns knows one of, but not those of another bug. */
const wordsFor = (name: string, bug: number): string =>
  ({
    "broken-error-path": "There is no rollback.",
    "two-bugs-cache": bug === 0 ? "Another user reads it." : "A minute is told in milliseconds.",
  })[name] ??
  "offset race await inject leak mutable zone boundary default travers owner overflow caller double quote token float assert eval";

const finding = (path: string, side: string, line: number, words: string, priority: number) => ({
  title: "Mend this",
  body: words,
  priority,
  confidence: 0.9,
  path,
  side,
  start_line: line,
  end_line: line,
  suggestion: null,
});

type Reviewer = (one: Case) => string;
const report = (findings: readonly unknown[]): string => JSON.stringify({ findings, previous: [], summary: "" });

const reviewers = {
  perfect: ({ name, bugs }) =>
    report(
      bugs.flatMap(({ lines: [line], priority }, bug) =>
        line === undefined ? [] : [finding(line.path, line.side, line.line, wordsFor(name, bug), priority)],
      ),
    ),
  silent: () => report([]),
  noisy: ({ after }) => report(Object.keys(after).map((path) => finding(path, "new", 1, "Please rename this.", 3))),
  broken: () => "I am not sure what to say.",
} satisfies Record<string, Reviewer>;

const resources = new AsyncDisposableStack();
let model: ModelServer;
let host: Host;
beforeAll(async () => {
  const home = resources.use(await temporaryFolder("flightdeck-quality-"));
  model = resources.use(await startModelServer());
  host = resources.use(await startHost({ home: home.path, model: model.url, env: { FLIGHTDECK_SOURCES: "1" } }));
});
afterAll(() => resources.disposeAsync());

async function scoreOf(some: readonly Case[], reviewer: Reviewer) {
  using connection = await connect(host.url);
  const results = [];
  for (const one of some) {
    model.script(() => answer(say(reviewer(one))));
    results.push(await reviewCase(connection.client, one, AbortSignal.timeout(60_000)));
  }
  const { cases: _cases, ...total } = score(results);
  return total;
}

test("the corpus has enough of both, and every fault is where its case says", () => {
  const clean = corpus.filter(({ bugs }) => bugs.length === 0);
  expect(corpus.length).toBeGreaterThanOrEqual(20);
  expect(clean.length).toBeGreaterThanOrEqual(7);
  expect(new Set(corpus.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(15);
  for (const { name, before, after, bugs } of corpus)
    for (const { lines } of bugs)
      for (const { path, side, line } of lines) {
        const text = (side === "old" ? before : after)[path]?.split("\n")[line - 1];
        expect([name, text?.trim() ?? ""]).not.toEqual([name, ""]);
      }
});

test("a case that says nothing of what is wrong is refused", () => {
  const file = "=== after a.ts\nx\n";
  for (const head of ["", "kind: x\n", "kind: x\nbug 1: P1 /x/i\n", "kind: x\nclean: y\nbug 1: P1 /x/i\n"])
    expect(() => readCase("bad", head + file)).toThrow("bad:");
});

// A host takes about a second for each review: some of each sort show that the scores are right.
const some = ["off-by-one-pages", "two-bugs-cache", "clean-rename"];
const few = corpus.filter(({ name }) => some.includes(name));

test.each([
  ["perfect", { precision: 1, recall: 1, location: 1, priority: 1, falseAlarms: 0, failures: 0 }],
  ["silent", { precision: 1, recall: 0, location: 1, priority: 1, falseAlarms: 0, failures: 0 }],
  ["noisy", { precision: 0, recall: 0, location: 1, priority: 1, falseAlarms: 1, failures: 0 }],
  ["broken", { precision: 1, recall: 0, location: 1, priority: 1, falseAlarms: 0, failures: 1 }],
] as const)("a %s reviewer gets the scores that it deserves", async (name, expected) => {
  expect(await scoreOf(few, reviewers[name])).toEqual(expected);
});

test("a fault that is told elsewhere in its file is found and not located, and one that is told twice is noise once", () => {
  const [one] = few.filter(({ name }) => name === "off-by-one-pages");
  if (one === undefined) throw new Error("the case is gone");
  const far = {
    title: "The first page is skipped",
    body: "",
    priority: 3,
    path: "src/pages.ts",
    side: "new",
    startLine: 1,
    endLine: 1,
  } as const;
  const { cases: _cases, ...total } = score([{ of: one, reported: [far, far], milliseconds: 1 }]);
  expect(total).toEqual({ precision: 0.5, recall: 1, location: 0, priority: 0, falseAlarms: 0, failures: 0 });
});
