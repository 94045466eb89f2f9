import type { Bug, Case } from "./corpus.ts";

/** A finding, as far as it counts. */
export interface Reported {
  readonly title: string;
  readonly body: string;
  readonly priority: number;
  readonly path: string;
  readonly side: "old" | "new";
  readonly startLine: number;
  readonly endLine: number;
}

/** What became of one case. A failure is a review without a result: it finds nothing. */
export interface Result {
  readonly of: Case;
  readonly reported: readonly Reported[];
  readonly failure?: string;
  readonly milliseconds: number;
  readonly cost?: number;
}

export interface CaseScore {
  readonly name: string;
  readonly bugs: number;
  readonly found: number;
  /** Of the found bugs: those that were told on their lines, and with about their priority. */
  readonly located: number;
  readonly weighed: number;
  /** Findings that mean no bug of the case, or one that was told before. */
  readonly noise: number;
  readonly failed: boolean;
}

export interface Score {
  readonly cases: readonly CaseScore[];
  /** Of the findings, those that mean a bug. 1 where nothing was reported. */
  readonly precision: number;
  /** Of the bugs, those that were found. */
  readonly recall: number;
  /** Of the found bugs, those that were told on their lines. */
  readonly location: number;
  /** Of the found bugs, those whose priority is at most one off. */
  readonly priority: number;
  /** Of the clean cases, those with a finding. */
  readonly falseAlarms: number;
  /** Of all cases, those without a result. */
  readonly failures: number;
}

/** Lines this far from a bug's own are still its lines. */
const near = 3;

/** Whether a finding means a bug: in its file, and in some of its words. */
const means = ({ path, title, body }: Reported, bug: Bug): boolean =>
  bug.lines.some((line) => line.path === path) && bug.words.test(`${title}\n${body}`);

const isLocated = ({ path, side, startLine, endLine }: Reported, bug: Bug): boolean =>
  bug.lines.some(
    (line) => line.path === path && line.side === side && startLine <= line.line + near && endLine >= line.line - near,
  );

export function scoreCase({ of, reported, failure }: Result): CaseScore {
  const left = new Set(of.bugs);
  const counts = { found: 0, located: 0, weighed: 0, noise: 0 };
  for (const finding of reported) {
    const meant = [...left].filter((bug) => means(finding, bug));
    // Of several bugs that its words fit, the one on its lines.
    const bug = meant.find((one) => isLocated(finding, one)) ?? meant[0];
    if (bug === undefined) {
      counts.noise += 1;
      continue;
    }
    left.delete(bug);
    counts.found += 1;
    if (isLocated(finding, bug)) counts.located += 1;
    if (Math.abs(finding.priority - bug.priority) <= 1) counts.weighed += 1;
  }
  return { name: of.name, bugs: of.bugs.length, ...counts, failed: failure !== undefined };
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

export function score(results: readonly Result[]): Score {
  const cases = results.map(scoreCase);
  const sum = (key: "bugs" | "found" | "located" | "weighed" | "noise"): number =>
    cases.reduce((total, one) => total + one[key], 0);
  const clean = cases.filter(({ bugs }) => bugs === 0);
  const found = sum("found");
  return {
    cases,
    precision: share(found, found + sum("noise")),
    recall: share(found, sum("bugs")),
    location: share(sum("located"), found),
    priority: share(sum("weighed"), found),
    falseAlarms: clean.length === 0 ? 0 : clean.filter(({ noise }) => noise > 0).length / clean.length,
    failures: cases.length === 0 ? 0 : cases.filter(({ failed }) => failed).length / cases.length,
  };
}
