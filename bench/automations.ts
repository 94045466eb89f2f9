import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Trigger } from "@flightdeck/contract";
import { temporaryFolder } from "@flightdeck/testkit";
import { chromium } from "@playwright/test";
import { connect, type Host, startHost } from "../e2e/host.ts";
import { findBrowser } from "../scripts/browser.mjs";
import { startToUsable } from "./appStart.ts";
import type { Bench } from "./bench.ts";
import { projects as projectCount, withFullHome } from "./fullHome.ts";
import { treeMemory } from "./memory.ts";
import { processesBelow, reapedFaults, treeSeconds } from "./processes.ts";

const count = 200;
const settle = 8_000;

/** Hours from now, in which none of them is due. */
const farHour = () => String((new Date().getHours() + 12) % 24).padStart(2, "0");

/** One of each kind in turn, as somebody has them who has many. */
function triggerOf(n: number): Trigger {
  const minute = String(n % 60).padStart(2, "0");
  const time = `${farHour()}:${minute}`;
  switch (n % 8) {
    case 0:
      return { kind: "schedule", schedule: { kind: "every", minutes: 240 + n } };
    case 1:
      return { kind: "schedule", schedule: { kind: "weekly", days: [1, 3, 5], time } };
    case 2:
      return {
        kind: "schedule",
        schedule: { kind: "cron", expression: `${n % 60} ${farHour()} * * 1-5` },
        timeZone: "Europe/Berlin",
      };
    case 3:
      return { kind: "branch", branch: "main" };
    case 4:
      return { kind: "files", patterns: ["src/**/*.ts"] };
    case 5:
      return { kind: "webhook" };
    default:
      return { kind: "schedule", schedule: { kind: "daily", time } };
  }
}

async function fill(start: () => Promise<Host>): Promise<void> {
  await using host = await start();
  using connection = await connect(host.url);
  const { client } = connection;
  const watching = await client.projects.watch({});
  const first = await watching.next();
  await watching.return?.();
  if (first.done) throw new Error("the projects could not be read");
  const ids = first.value.projects.map(({ id }) => id);
  for (let n = 0; n < count; n += 1) {
    const projectId = ids[n % projectCount];
    if (projectId === undefined) throw new Error("a project is missing");
    const prompt = `Look at what changed and say what is worth knowing. ${"Be exact. ".repeat(60)}`;
    await client.automations.create({
      content: { name: `Automation ${n}`, prompt, projects: [projectId], trigger: triggerOf(n) },
    });
  }
}

/** What 200 automations over 20 projects cost before any of them is due, beside the same home without them. */
export const automations: Bench<"host" | "usable" | "memory" | "idle" | "processes"> = {
  name: "automations",
  figures: {
    host: { name: "200 automations: what they add to the start of the host", unit: "ms", budget: 25, peers: {} },
    usable: { name: "what they add to a usable window", unit: "ms", budget: 75, peers: {} },
    memory: { name: "what they add to the host's memory", unit: "MB", budget: 10, peers: {} },
    idle: { name: "what they add to the idle host's share of a core", unit: "%", budget: 0.2, peers: {} },
    processes: { name: "processes that the idle host has or starts", unit: "", budget: 0, peers: {} },
  },
  measure: (runs) =>
    withFullHome(async (full) => {
      await using folder = await temporaryFolder("flightdeck-bench-");
      const copy = join(folder.path, "home");
      cpSync(full.home, copy, { recursive: true });
      const startWith = () => startHost({ home: copy, model: full.model });
      await fill(startWith);
      const starts = await compareStarts(runs, full.start, startWith);
      return { ...starts, ...(await compareIdle(runs === 1 ? 20_000 : 70_000, full.start, startWith)) };
    }),
};

type Start = () => Promise<Host>;
const launch = () => chromium.launch({ executablePath: findBrowser(), args: ["--disable-background-networking"] });

/** One after the other, so that both meet the same machine. */
async function compareStarts(runs: number, without: Start, with_: Start) {
  const browser = await launch();
  const samples = { host: [] as number[], usable: [] as number[] };
  const measure = async (start: Start) => {
    const { host, started, usable } = await startToUsable(browser, start);
    await host.stop();
    return { started, usable };
  };
  try {
    await measure(without); // a warm disk for both
    await measure(with_);
    for (let run = 0; run < Math.max(3, runs); run += 1) {
      const plain = await measure(without);
      const many = await measure(with_);
      samples.host.push(many.started - plain.started);
      samples.usable.push(many.usable - plain.usable);
    }
  } finally {
    await browser.close();
  }
  return samples;
}

/** Both at the same time, after a window was open on each: nothing else of the machine is the difference. */
async function compareIdle(watched: number, without: Start, with_: Start) {
  const browser = await launch();
  await using plain = (await startToUsable(browser, without)).host;
  await using many = (await startToUsable(browser, with_)).host;
  await browser.close();
  await new Promise((resolve) => setTimeout(resolve, settle));
  const hosts = [plain, many] as const;
  const before = hosts.map(({ pid }) => treeSeconds(pid));
  const faults = reapedFaults(many.pid);
  await new Promise((resolve) => setTimeout(resolve, watched));
  const [ofPlain = 0, ofMany = 0] = hosts.map(({ pid }, at) => treeSeconds(pid) - (before[at] ?? 0));
  const processes = processesBelow(many.pid).length + (reapedFaults(many.pid) === faults ? 0 : 1);
  return {
    memory: [treeMemory(many.pid) - treeMemory(plain.pid)],
    idle: [((ofMany - ofPlain) / watched) * 100_000],
    processes: [processes],
  };
}
