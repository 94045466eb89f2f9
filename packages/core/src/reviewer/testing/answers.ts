import { type Answer, answer, say } from "@flightdeck/testkit";

interface Scripted {
  readonly title?: string;
  readonly body?: string;
  readonly priority?: number;
  readonly confidence?: number;
  readonly path?: string;
  readonly side?: "old" | "new";
  readonly lines?: readonly [number, number];
  readonly suggestion?: string | null;
}

/** A finding in the words of the reviewer's answer. */
export const finding = ({ lines = [2, 2], ...more }: Scripted = {}) => ({
  title: "Count from zero",
  body: "The first one is left out.",
  priority: 1,
  confidence: 0.9,
  path: "a.ts",
  side: "new",
  suggestion: null,
  ...more,
  start_line: lines[0],
  end_line: lines[1],
});

export const report = (
  findings: readonly unknown[],
  previous: readonly { readonly id: string; readonly status: string }[] = [],
  summary = "It changes a.ts.",
): string => JSON.stringify({ findings, previous, summary });

/** What a reviewer's model says in the end. */
export const reports = (...args: Parameters<typeof report>): Answer => answer(say(report(...args)));
