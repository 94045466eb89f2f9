import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { appStart } from "./appStart.ts";
import { automations } from "./automations.ts";
import { type Bench, type Figure, median, quantile } from "./bench.ts";
import { deck } from "./deck.ts";
import { eightThreads } from "./eightThreads.ts";
import { eightSuites } from "./eightSuites.ts";
import { execStart } from "./execStart.ts";
import { findFiles } from "./findFiles.ts";
import { forkThread } from "./forkThread.ts";
import { idle } from "./idle.ts";
import { keystroke } from "./keystroke.ts";
import { longThread } from "./longThread.ts";
import { longTasksBench } from "./longTasks.ts";
import { manyThreads } from "./manyThreads.ts";
import { openThread } from "./openThread.ts";
import { reviewDiff } from "./reviewDiff.ts";
import { scrollFrames } from "./scrollFrames.ts";
import { search } from "./search.ts";
import { streaming } from "./streaming.ts";
import { streamingOnScreen } from "./streamingOnScreen.ts";
import { terminalEcho } from "./terminalEcho.ts";
import { threads32 } from "./threads32.ts";
import { toolTurn } from "./toolTurn.ts";
import { warmThread } from "./warmThread.ts";

// npm run bench [-- NAME …] [--quick]: measures the budgets and prints a table, then everything as one JSON object.

const benches: readonly Bench[] = [
  toolTurn,
  eightThreads,
  eightSuites,
  threads32,
  execStart,
  appStart,
  idle,
  automations,
  warmThread,
  streaming,
  streamingOnScreen,
  longTasksBench,
  keystroke,
  deck,
  terminalEcho,
  openThread,
  scrollFrames,
  reviewDiff,
  manyThreads,
  longThread,
  search,
  findFiles,
  forkThread,
];

interface Result extends Figure {
  readonly bench: string;
  readonly median: number;
  readonly p95: number;
  readonly samples: number;
  readonly withinBudget: boolean;
  /** How many times as much each peer takes. */
  readonly ratios: Readonly<Record<string, number>>;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

function result(bench: string, figure: Figure, samples: readonly number[]): Result {
  const middle = median(samples);
  const ratios = Object.entries(figure.peers).map(([peer, value]) => [peer, rounded(value / middle)] as const);
  return {
    bench,
    ...figure,
    median: rounded(middle),
    p95: rounded(quantile(samples, 0.95)),
    samples: samples.length,
    withinBudget: middle <= figure.budget,
    ratios: Object.fromEntries(ratios),
  };
}

function printTable(results: readonly Result[]): void {
  const rows = results.map(({ name, unit, median: middle, p95, budget, withinBudget, peers, ratios, samples }) => [
    name,
    `${middle} ${unit}`.trimEnd(),
    `${p95} ${unit}`.trimEnd(),
    `≤ ${budget} ${unit}`.trimEnd(),
    withinBudget ? "ok" : "OVER",
    Object.entries(peers)
      .map(([peer, value]) => `${peer} ${value} (×${ratios[peer]})`)
      .join(", "),
    `${samples}`,
  ]);
  const table = [["what", "median", "p95", "budget", "", "peers", "samples"], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(", ")}; there are ${benches.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

execFileSync(process.execPath, [join(import.meta.dirname, "..", "scripts", "build.mjs")], { stdio: "inherit" });
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const results: Result[] = [];
const failures: { readonly bench: string; readonly reason: string }[] = [];
for (const bench of chosen) {
  console.error(`▸ ${bench.name}`);
  try {
    const samples = await bench.measure(values.quick ? 1 : 5);
    for (const [key, figure] of Object.entries(bench.figures))
      results.push(result(bench.name, figure, samples[key] ?? []));
  } catch (error) {
    failures.push({ bench: bench.name, reason: error instanceof Error ? error.message : String(error) });
    console.error(error);
  }
}
printTable(results);
const machine = {
  cores: cpus().length,
  processor: cpus()[0]?.model,
  node: process.version,
  platform: process.platform,
};
console.log(JSON.stringify({ machine, results, failures }));
process.exitCode = failures.length === 0 ? 0 : 1;
