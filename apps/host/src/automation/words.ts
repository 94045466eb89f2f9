import type { Run } from "@flightdeck/contract";

/** Where a run stands, or what came of it. */
export function stateWords({ state, outcome, findings, changes }: Run): string {
  switch (state) {
    case "pending":
      return "waits for its turn";
    case "running":
      return "at work";
    case "parked":
      return "waits for a person";
    case "completed":
      if (outcome === "found") return findings === 1 ? "found 1 thing" : `found ${findings ?? "some"} things`;
      if (outcome === "changed") return changedWords(changes?.files);
      return outcome === "nothing" ? "found nothing" : "done";
    case "failed":
    case "stopped":
    case "skipped":
    case "missed":
      return state;
  }
}

const changedWords = (files: number | undefined): string =>
  files === undefined ? "changed files" : files === 1 ? "changed 1 file" : `changed ${files} files`;

/**
 * The exit code of runs that were waited for: the worst of them. 0 done, 3 something was found, 130 stopped or waiting for
 * a person, 1 failed or not begun.
 */
export function exitCodeOf(runs: readonly Run[]): number {
  const codes = new Set(runs.map(codeOf));
  return [1, 130, 3].find((code) => codes.has(code)) ?? 0;
}

function codeOf({ state, outcome }: Run): number {
  switch (state) {
    case "completed":
      return outcome === "found" ? 3 : 0;
    case "stopped":
    case "parked":
    case "pending":
    case "running":
      return 130;
    case "failed":
    case "skipped":
    case "missed":
      return 1;
  }
}
