import type { TestRun, ThreadDigest, ThreadRow } from "@flightdeck/contract";

/** The two lines in the middle of a card: what the thread does, asks, or said. */
export function whatOf(row: ThreadRow, digest: ThreadDigest | undefined): string {
  switch (row.status) {
    case "running":
      if (digest?.plan?.now !== undefined) return digest.plan.now;
      return digest?.step === "Writing" && digest.said !== "" ? digest.said : (digest?.step ?? row.preview);
    case "waiting_answer":
      return digest?.question?.field.question ?? row.preview;
    case "plan_ready":
      return digest?.plan?.proposal?.title ?? row.preview;
    case "failed":
      return digest?.error ?? row.preview;
    case "waiting_approval":
    case "idle":
    case "interrupted":
      return digest?.said || row.preview;
  }
}

/** The outcome of the tests in a few signs, and in words for those who cannot see them. */
export function testWords(tests: TestRun | undefined): { readonly short: string; readonly long: string } {
  if (tests === undefined) return { short: "no tests", long: "No tests were run" };
  const { passed, failed, state } = tests;
  const all = passed === undefined && failed === undefined ? undefined : (passed ?? 0) + (failed ?? 0);
  switch (state) {
    case "running":
      return { short: "testing", long: `Runs ${tests.command}` };
    case "stopped":
      return { short: "stopped", long: `${tests.command} was stopped` };
    case "passed":
      return {
        short: passed === undefined ? "passed" : String(passed),
        long: passed === undefined ? "Tests passed" : `${passed} ${passed === 1 ? "test" : "tests"} passed`,
      };
    case "failed":
      return {
        short: failed === undefined || all === undefined ? "failed" : `${failed} of ${all}`,
        long: failed === undefined || all === undefined ? "Tests failed" : `${failed} of ${all} tests failed`,
      };
  }
}

/** How far a plan is: "2 of 5 steps done". */
export function planWords(steps: readonly string[]): string {
  const done = steps.filter((status) => status === "completed").length;
  return `${done} of ${steps.length} ${steps.length === 1 ? "step" : "steps"} done`;
}

/** What the person said that the agent has not read yet: "1 steering, 2 queued". */
export function lanesWords(digest: Pick<ThreadDigest, "steers" | "queued"> | undefined): string {
  const lanes = [
    digest?.steers ? `${digest.steers} steering` : undefined,
    digest?.queued ? `${digest.queued} queued` : undefined,
  ];
  return lanes.filter((words) => words !== undefined).join(", ");
}
