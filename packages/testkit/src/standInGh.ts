import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** What the stand-in does when its arguments hold `when`; the first that fits counts. */
export interface GhAnswer {
  /** A part of the arguments, joined by spaces. */
  readonly when: string;
  /** What it prints; anything but a text as JSON. */
  readonly print?: unknown;
  readonly complain?: string;
  readonly code?: number;
  /** It never ends by itself. */
  readonly hang?: boolean;
  /** It is killed while it prints. */
  readonly killed?: boolean;
}

export interface GhCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program `gh` that answers from a script and writes down how it was called. */
export interface StandInGh {
  /** The folder that it lies in, to be first in PATH. */
  readonly folder: string;
  /** A PATH with it in front. */
  readonly path: string;
  answer(answers: readonly GhAnswer[]): Promise<void>;
  calls(): Promise<readonly GhCall[]>;
}

/** A first line cannot name a program in a folder with a space. */
const starter = `#!/bin/sh
exec "${process.execPath}" "$(dirname "$0")/gh.cjs" "$@"
`;

const program = `const { appendFileSync, readFileSync, writeSync } = require("node:fs");
const { join } = require("node:path");
const args = process.argv.slice(2);
const input = args.some((arg) => arg.endsWith("=-")) ? readFileSync(0, "utf8") : "";
const call = { args, cwd: process.cwd(), input, env: process.env };
appendFileSync(join(__dirname, "calls.jsonl"), JSON.stringify(call) + "\\n");
const line = args.join(" ");
const answers = JSON.parse(readFileSync(join(__dirname, "answers.json"), "utf8"));
const answer = answers.find(({ when }) => line.includes(when)) ?? { complain: "the stand-in knows no answer to " + line, code: 1 };
if (answer.print !== undefined) writeSync(1, typeof answer.print === "string" ? answer.print : JSON.stringify(answer.print));
if (answer.complain !== undefined) writeSync(2, answer.complain);
if (answer.killed) process.kill(process.pid, "SIGKILL");
if (answer.hang) setInterval(() => {}, 1e6);
else process.exitCode = answer.code ?? 0;
`;

/** Puts the stand-in into a folder. */
export async function standInGh(folder: string): Promise<StandInGh> {
  await mkdir(folder, { recursive: true });
  const answers = join(folder, "answers.json");
  const calls = join(folder, "calls.jsonl");
  await writeFile(answers, "[]");
  await writeFile(calls, "");
  await writeFile(join(folder, "gh.cjs"), program);
  await writeFile(join(folder, "gh"), starter);
  await chmod(join(folder, "gh"), 0o755);
  return {
    folder,
    path: [folder, process.env["PATH"] ?? ""].join(delimiter),
    answer: (list) => writeFile(answers, JSON.stringify(list)),
    calls: async () =>
      (await readFile(calls, "utf8"))
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as GhCall), // its own words
  };
}
