import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { temporaryFolder } from "@flightdeck/testkit";
import { connect, startHost } from "../../e2e/host.ts";
import { readCorpus } from "./corpus.ts";
import { reviewCase } from "./reviewCase.ts";
import { type Result, score, scoreCase } from "./score.ts";

// npm run review-quality -- --model NAME [--effort E] [--config FILE] [--only WORD] [--json]: lets a model review the corpus
// beside this file, whose faults are known, and says how much it found and how much it made up. Its access is that of the
// environment (OPENAI_API_KEY, OPENAI_BASE_URL) or of a config.toml.

const patience = 15 * 60_000;

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    effort: { type: "string" },
    config: { type: "string" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
if (values.model === undefined) {
  process.stderr.write("Which model? For example: npm run review-quality -- --model gpt-5.5\n");
  process.exit(2);
}

const corpus = readCorpus(join(import.meta.dirname, "corpus")).filter(({ name }) => name.includes(values.only));
await using home = await temporaryFolder("flightdeck-quality-");
if (values.config !== undefined) await copyFile(values.config, join(home.path, "config.toml"));
const { OPENAI_BASE_URL: url, OPENAI_API_KEY: key = "" } = process.env;
await using host = await startHost({
  home: home.path,
  key,
  env: { ...(url === undefined ? {} : { OPENAI_BASE_URL: url }), FLIGHTDECK_SOURCES: "1" },
});
using connection = await connect(host.url);
const { client } = connection;
await client.settings.update({
  review: { model: values.model, effort: (values.effort as "high" | undefined) ?? null }, // the host checks it
});

const percent = (part: number): string => `${Math.round(part * 100)} %`;
/** What was not found has neither a place nor a weight. */
const ofFound = (part: number): string => (total.recall === 0 ? "–" : percent(part));
const results: Result[] = [];
for (const one of corpus) {
  const result = await reviewCase(client, one, AbortSignal.timeout(patience));
  results.push(result);
  const { bugs, found, located, noise } = scoreCase(result);
  const words = [
    bugs === 0 ? "clean" : `${found} of ${bugs} found, ${located} on their lines`,
    ...(noise > 0 ? [`${noise} made up`] : []),
    ...(result.failure === undefined ? [] : [`failed: ${result.failure}`]),
  ];
  if (!values.json) process.stdout.write(`${one.name.padEnd(38)} ${words.join(", ")}\n`);
}

const { cases, ...total } = score(results);
const cost = results.reduce<number | undefined>(
  (sum, one) => (one.cost === undefined ? sum : (sum ?? 0) + one.cost),
  undefined,
);
const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
if (values.json) process.stdout.write(`${JSON.stringify({ model: values.model, ...total, cost, seconds, cases })}\n`);
else
  process.stdout.write(
    [
      "",
      `${values.model}, ${cases.length} changes`,
      `precision     ${percent(total.precision)}  findings that mean a fault`,
      `recall        ${percent(total.recall)}  faults that were found`,
      `location      ${ofFound(total.location)}  found faults on their lines`,
      `priority      ${ofFound(total.priority)}  found faults with about their weight`,
      `false alarms  ${percent(total.falseAlarms)}  clean changes with a finding`,
      `failures      ${percent(total.failures)}  reviews without a result`,
      `took          ${Math.round(seconds)} s${cost === undefined ? "" : `, $${cost.toFixed(2)}`}`,
      "",
    ].join("\n"),
  );
