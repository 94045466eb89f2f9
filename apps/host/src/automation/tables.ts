import type { AutomationRow, Run } from "@flightdeck/contract";
import { stateWords } from "./words.ts";

/** Automations as a table: what begins them, when next, what came of them last. */
export const automationLines = (rows: readonly AutomationRow[]): string =>
  table(
    ["NAME", "WHEN", "NEXT", "LAST"],
    rows.map(({ name, words, paused, nextAt, lastRun, problem }) => ({
      cells: [
        name,
        words,
        paused ? "paused" : timeText(nextAt),
        lastRun === undefined ? "" : `${timeText(lastRun.dueAt)} ${stateWords(lastRun)}`,
      ],
      note: problem,
    })),
  );

/** Runs as a table, with why one was skipped, missed or stopped below it. */
export const runLines = (runs: readonly Run[], projectNames: ReadonlyMap<string, string>): string =>
  table(
    ["DUE", "AUTOMATION", "PROJECT", "COST", "WHAT CAME OF IT"],
    runs.map((run) => ({
      cells: [
        timeText(run.dueAt),
        run.automationName,
        run.projectId === undefined ? "" : (projectNames.get(run.projectId) ?? ""),
        run.dollars === undefined ? "" : `$${run.dollars.toFixed(2)}`,
        `${stateWords(run)}${run.dry ? " (dry)" : ""}`,
      ],
      note: run.reason,
    })),
  );

interface Line {
  readonly cells: readonly string[];
  readonly note?: string | undefined;
}

function table(head: readonly string[], lines: readonly Line[]): string {
  const all = [head, ...lines.map(({ cells }) => cells)];
  const widths = head.map((_title, at) => Math.max(...all.map((cells) => (cells[at] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  const noted = lines.map(({ cells, note }) => `${line(cells)}${note === undefined ? "" : `\n  ${note}`}`);
  return `${[line(head), ...noted].join("\n").replaceAll("\r", "")}\n`;
}

/** "2026-11-22 07:30" on this machine's clock. */
function timeText(at: number | undefined): string {
  if (at === undefined) return "";
  const time = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
