import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wordsFor } from "./page.mjs";

const isTarget = (value) =>
  (typeof value === "string" && value.trim() !== "") ||
  (typeof value === "object" &&
    value !== null &&
    Object.keys(value).every((key) => ["role", "name", "css", "url", "value", "nth"].includes(key)) &&
    ["role", "name", "css", "url"].some((key) => typeof value[key] === "string"));
const isText = (value) => typeof value === "string";
/** Milliseconds that a step may take. */
const patience = (step, seconds) => (step.seconds ?? seconds) * 1000;

/** Each kind of step: what it takes, how it is told, what it does. */
const kinds = {
  goto: [
    isText,
    (step) => `go to ${step.goto}`,
    async ({ page, base }, step) => page.goto(inside(base, step.goto), patience(step, 20)),
  ],
  click: [
    isTarget,
    (step) => `click ${wordsFor(step.click)}`,
    ({ page }, step) => page.click(step.click, patience(step, 5)),
  ],
  fill: [
    isTarget,
    (step) => `fill ${wordsFor(step.fill)} with “${step.with}”`,
    ({ page }, step) => page.fill(step.fill, step.with, patience(step, 5)),
  ],
  press: [isText, (step) => `press ${step.press}`, ({ page }, step) => page.press(step.press)],
  waitFor: [
    isTarget,
    (step) => `wait for ${wordsFor(step.waitFor)}`,
    ({ page }, step) => page.see(step.waitFor, patience(step, 20)),
  ],
  expect: [
    isTarget,
    (step) => `expect ${wordsFor(step.expect)}`,
    ({ page }, step) => page.see(step.expect, patience(step, 5)),
  ],
  gone: [
    isTarget,
    (step) => `expect no ${wordsFor(step.gone)}`,
    ({ page }, step) => page.gone(step.gone, patience(step, 5)),
  ],
  screenshot: [isText, (step) => `look: ${step.about ?? step.screenshot}`, async () => undefined],
};
const beside = { fill: ["with"], screenshot: ["about", "whole"] };

/** The kind of a step, or why it is none. */
function kindOf(step) {
  if (typeof step !== "object" || step === null || Array.isArray(step)) return { problem: "is no object" };
  const named = Object.keys(step).filter((key) => key in kinds);
  const [kind] = named;
  if (named.length !== 1) return { problem: `needs exactly one of ${Object.keys(kinds).join(", ")}` };
  const unknown = Object.keys(step).filter(
    (key) => key !== kind && !["seconds", ...(beside[kind] ?? [])].includes(key),
  );
  if (unknown.length > 0) return { problem: `has ${unknown.join(", ")}, which ${kind} does not take` };
  if (!kinds[kind][0](step[kind]))
    return {
      problem: `${kind} takes ${kinds[kind][0] === isText ? "a text" : 'a text, or {"role", "name", "css", "value", "nth"}'}`,
    };
  if (step.seconds !== undefined && !(step.seconds > 0 && step.seconds <= 600))
    return { problem: "seconds is a number up to 600" };
  if (kind === "fill" && typeof step.with !== "string") return { problem: 'fill needs "with", a text' };
  return { kind };
}

/** What is wrong with a list of steps, in words; empty when nothing is. */
export function problemsOf(steps) {
  if (!Array.isArray(steps) || steps.length === 0) return ['"steps" is no list with a step in it'];
  return steps.flatMap((step, index) => {
    const { problem } = kindOf(step);
    return problem === undefined ? [] : [`step ${index + 1} ${problem}: ${JSON.stringify(step)}`];
  });
}

/** An address of the app itself. */
function inside(base, path) {
  const url = new URL(path, base);
  if (!["localhost", "127.0.0.1", "[::1]"].includes(url.hostname) && !url.hostname.endsWith(".localhost"))
    throw new Error(`${url.href} is not on this machine: a self-test goes nowhere else`);
  return url.href;
}

/** Keeps a picture in the folder of the run. */
export function keepPicture({ folder, pictures }, name, about, bytes) {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  const file = `${String(pictures.length + 1).padStart(2, "0")}-${plain || "picture"}.png`;
  writeFileSync(join(folder, file), bytes);
  pictures.push({
    file,
    name,
    about,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
  });
}

/** Goes through the steps until one fails. Answers with how each went. */
export async function takeSteps(steps, run) {
  const told = [];
  for (const [index, step] of steps.entries()) {
    const { kind } = kindOf(step);
    const [, words, act] = kinds[kind];
    const does = words(step);
    if (told.some(({ status }) => status === "failed")) {
      told.push({ does, status: "skipped" });
      continue;
    }
    const began = Date.now();
    try {
      if (run.ended() !== undefined) throw new Error(`the app ended meanwhile: ${run.ended()}`);
      await act(run, step);
      if (kind === "screenshot")
        keepPicture(run, step.screenshot, step.about ?? step.screenshot, await run.page.picture(step.whole));
      told.push({ does, status: "passed", milliseconds: Date.now() - began });
    } catch (error) {
      told.push({ does, status: "failed", milliseconds: Date.now() - began, error: error.message });
    }
    run.tell(
      `${told.at(-1).status === "passed" ? "ok  " : "FAIL"} ${index + 1}. ${does}${told.at(-1).error ? `\n     ${told.at(-1).error}` : ""}`,
    );
  }
  return told;
}
