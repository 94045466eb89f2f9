import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { AutomationId, AutomationRow } from "@flightdeck/contract";
import { runNow } from "../automation/runNow.ts";
import { automationLines, runLines } from "../automation/tables.ts";
import { sentence } from "../failure.ts";
import { type Reached, reachHost } from "../reach.ts";
import { UsageError, withUsage } from "../usage.ts";
import { visible } from "../visible.ts";
import { firstOf } from "../automation/firstOf.ts";

const options = {
  all: { type: "boolean" },
  dry: { type: "boolean" },
  wait: { type: "boolean" },
  json: { type: "boolean" },
  limit: { type: "string" },
  home: { type: "string" },
  connect: { type: "string" },
} as const;

type Options = ReturnType<typeof parsed>["values"];
const parsed = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true });

/** What is done with a host, and the exit code that says what came of it. */
type Work = (reached: Reached) => Promise<number>;

interface Subcommand {
  /** How many words follow at least and at most. */
  readonly words: readonly [number, number];
  readonly options: readonly (keyof Options)[];
  /** Reads what it needs before a host is asked. Throws a UsageError for words that make no sense. */
  prepare(words: readonly string[], values: Options): Work | Promise<Work>;
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  list: { words: [0, 0], options: ["json"], prepare: (_words, { json }) => list(json ?? false) },
  run: {
    words: [1, 1],
    options: ["dry", "wait", "json"],
    prepare:
      ([name = ""], { dry = false, wait = false, json = false }) =>
      async (reached) =>
        runNow(reached, await named(reached, name), { dry, wait, json }),
  },
  pause: { words: [0, 1], options: ["all"], prepare: (words, values) => setPaused(words, values, true) },
  resume: { words: [0, 1], options: ["all"], prepare: (words, values) => setPaused(words, values, false) },
  runs: { words: [0, 1], options: ["json", "limit"], prepare: ([name], values) => runs(name, values) },
  export: { words: [0, 1], options: [], prepare: ([file]) => exportTo(file) },
  import: { words: [1, 1], options: [], prepare: ([file = ""]) => importFrom(file) },
};

/** Automations without a window. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("automation", async () => {
    const { values, positionals } = parsed(args);
    const [name = "", ...words] = positionals;
    const work = await prepared(name, words, values);
    let reached: Reached | undefined;
    let code = 1;
    try {
      reached = await reachHost(values);
      code = await work(reached);
    } catch (error) {
      process.stderr.write(visible(`flightdeck automation: ${sentence(error)}\n`));
    }
    // What waits for an answer is kept, and so is what runs for others: they attached to this process.
    await reached?.leave({ wait: code !== 130 });
    return code;
  });

function prepared(name: string, words: readonly string[], values: Options): Work | Promise<Work> {
  const known = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (known === undefined) {
    const all = Object.keys(subcommands).join(", ");
    throw new UsageError(name === "" ? `say what to do: ${all}` : `'${name}' is none of ${all}`);
  }
  const [least, most] = known.words;
  if (words.length < least) throw new UsageError(`'${name}' needs ${name === "import" ? "a file" : "a name"}`);
  if (words.length > most) throw new UsageError(`'${words[most]}' is too much; put a name with spaces in quotes`);
  for (const option of Object.keys(values) as (keyof Options)[])
    if (option !== "home" && option !== "connect" && !known.options.includes(option))
      throw new UsageError(`'${name}' has no option --${option}`);
  return known.prepare(words, values);
}

/** All automations as they are now. */
async function rows({ client }: Reached): Promise<readonly AutomationRow[]> {
  const event = await firstOf(client.automations.watch({}));
  if (event.type !== "snapshot") throw new Error("the automations could not be read");
  return event.rows;
}

async function named(reached: Reached, name: string): Promise<AutomationRow> {
  const all = await rows(reached);
  const wanted = name.trim().toLowerCase();
  const row = all.find((one) => one.name.toLowerCase() === wanted) ?? all.find(({ id }) => id === name);
  if (row === undefined)
    throw new Error(`there is no automation called '${name}'; 'flightdeck automation list' has them`);
  return row;
}

const list =
  (json: boolean): Work =>
  async (reached) => {
    const all = await rows(reached);
    if (json) process.stdout.write(`${JSON.stringify(all)}\n`);
    else if (all.length === 0) process.stderr.write("There are no automations\n");
    else process.stdout.write(visible(automationLines(all)));
    return 0;
  };

function runs(name: string | undefined, { json = false, limit = "50" }: Options): Work {
  const count = Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > 500) throw new UsageError("--limit is a number from 1 to 500");
  return async (reached) => {
    const automationId = name === undefined ? undefined : (await named(reached, name)).id;
    const event = await firstOf(reached.client.automations.watchRuns({ automationId, limit: count }));
    if (event.type !== "snapshot") throw new Error("the runs could not be read");
    if (json) process.stdout.write(`${JSON.stringify(event.runs)}\n`);
    else if (event.runs.length === 0) process.stderr.write("Nothing ran yet\n");
    else process.stdout.write(visible(runLines(event.runs, await projectNames(reached))));
    return 0;
  };
}

/** The names of the projects by their ids. */
async function projectNames({ client }: Reached): Promise<ReadonlyMap<string, string>> {
  const { projects } = await firstOf(client.projects.watch({}));
  return new Map(projects.map(({ id, name }) => [id, name]));
}

function setPaused(words: readonly string[], { all = false }: Options, paused: boolean): Work {
  const [name] = words;
  if (all === (name !== undefined)) throw new UsageError("name an automation, or say --all");
  return async (reached) => {
    if (name === undefined) await reached.client.automations.setAllPaused({ paused });
    else await reached.client.automations.setPaused({ automationId: (await named(reached, name)).id, paused });
    return 0;
  };
}

const exportTo =
  (file: string | undefined): Work =>
  async ({ client }) => {
    const { text: toml } = await client.automations.export({});
    if (file === undefined || file === "-") process.stdout.write(toml);
    else await writeFile(file, toml);
    return 0;
  };

async function importFrom(file: string): Promise<Work> {
  const toml = await (file === "-" ? text(process.stdin) : readFile(file, "utf8")).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${sentence(error)}`);
  });
  return async (reached) => {
    const { automationIds } = await reached.client.automations.import({ text: toml });
    const made = new Set<AutomationId>(automationIds);
    const names = (await rows(reached)).filter(({ id }) => made.has(id)).map(({ name }) => `${name}\n`);
    process.stdout.write(visible(names.join("")));
    process.stderr.write("They are paused: 'flightdeck automation resume NAME' lets one begin\n");
    return 0;
  };
}
