import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type { Command, FindingPriority } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolResult } from "../agent/index.ts";
import { accessTo, realPathOf } from "../sandbox/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import type { ToolsetOptions } from "./toolset.ts";

/** Longer texts are cut: nobody reads them in an inbox. */
const limits = { title: 200, body: 8_000, summary: 2_000, command: 2_000, output: 4_000, findings: 50 } as const;
/** Of a file that a line is looked for in. */
const READ = 8 << 20;

/** One thing that a run found. Its words are a model's. */
export interface ReportedFinding {
  readonly title: string;
  readonly body: string;
  readonly priority: FindingPriority;
  /** Relative to the repository's root, with forward slashes; it was there. */
  readonly path?: string;
  readonly line?: number;
  /** proven: the command ran in this run, and this is what it printed; otherwise it is what the agent says. */
  readonly proof?: {
    readonly command: string;
    readonly output: string;
    readonly exitCode?: number;
    readonly proven: boolean;
  };
}

/** What the agent of a run says came of it. */
export interface RunReport {
  readonly outcome: "nothing" | "found" | "changed" | "done";
  readonly summary: string;
  readonly findings: readonly ReportedFinding[];
}

/** Who takes the report of a turn. */
export interface Reporting {
  /** Whether the turn belongs to a run that has not ended. */
  readonly open: () => boolean;
  /** The commands of the run that have ended. */
  readonly commands: () => readonly Command[];
  /** Keeps the report, in the place of the one before. */
  readonly keep: (report: RunReport) => void;
}

const cut = (limit: number) => (text: string) => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`);
/** The end is where a test says what failed. */
const cutStart = (text: string): string => (text.length <= limits.output ? text : `…${text.slice(1 - limits.output)}`);

const input = toolInput(
  z.object({
    outcome: z
      .enum(["nothing", "found", "changed", "done"])
      .describe(
        "nothing: there was nothing to find or to do; found: the findings; changed: files for the person to review; done: anything else.",
      ),
    summary: z
      .string()
      .trim()
      .min(1)
      .transform(cut(limits.summary))
      .describe("What came of it, for somebody who reads this first: plain text, a few sentences."),
    findings: z
      .array(
        z.object({
          title: z.string().trim().min(1).transform(cut(limits.title)).describe("What is wrong, in one line."),
          body: z.string().trim().transform(cut(limits.body)).describe("Why, since when, and what to do about it."),
          priority: z.enum(["P0", "P1", "P2", "P3"]).describe("P0: everything else waits; P3: it would be nice."),
          path: z.string().trim().min(1).max(4_096).optional().describe("The file, from the repository's root."),
          line: z.int().min(1).optional(),
          proof: z
            .object({
              command: z.string().trim().min(1).max(limits.command).describe("As you ran it in this run."),
              output: z.string().transform(cutStart).describe("What of its output shows it."),
            })
            .optional()
            .describe("A command that you ran in this run and that shows it: a failing test, say."),
        }),
      )
      .max(limits.findings)
      .default([])
      .describe("One entry for each thing that the person has to know of or to decide."),
  }),
);

/** How the agent of a run says what came of it: into the person's inbox. */
export const report = (
  options: Pick<ToolsetOptions, "root" | "policy"> & { readonly reporting: Reporting | undefined },
): Tool =>
  defineTool({
    name: "report",
    description:
      "For runs of automations: reports what came of this run to the person's inbox. Call it once, at the end; a later call replaces the report.",
    input,
    access: "write",
    async run({ outcome, summary, findings }, context): Promise<ToolResult> {
      const { reporting } = options;
      const call = { tool: "report", startedAt: context.now() };
      const failed = (output: string): ToolResult => ({
        item: toolCall(context, { ...call, summary: "Could not report", status: "failed", output }),
        output,
      });
      if (reporting?.open() !== true)
        return failed("No run of an automation is under way: tell the person in your message instead.");
      const places = await Promise.all(findings.map((finding) => placeOf(finding, options)));
      const problems = places.flatMap((place, index) =>
        "problem" in place ? [`Finding ${index + 1}: ${place.problem}`] : [],
      );
      if (problems.length > 0)
        return failed(`Nothing was reported. Correct this and call it again with everything:\n${problems.join("\n")}`);
      const commands = reporting.commands();
      const reported = findings.map(
        ({ path: _path, line: _line, proof, ...finding }, index): ReportedFinding => ({
          ...finding,
          ...places[index],
          ...(proof && { proof: proofBy(proof, commands) }),
        }),
      );
      reporting.keep({ outcome, summary, findings: reported });
      const unproven = reported.flatMap(({ proof }, index) => (proof?.proven === false ? [index + 1] : []));
      const output = [
        "Reported.",
        ...(unproven.length === 0
          ? []
          : [
              `The command that is to prove finding ${unproven.join(", ")} was not seen among those that you ran in this run, so it is shown as not proven. Run it and report again, or leave the proof out.`,
            ]),
      ].join("\n");
      const said = reported.length === 0 ? `Reported: ${outcome}` : `Reported ${countOf(reported.length)}`;
      return { item: toolCall(context, { ...call, summary: said, status: "completed", output: summary }), output };
    },
  });

const countOf = (findings: number): string => (findings === 1 ? "1 finding" : `${findings} findings`);

type Place = Pick<ReportedFinding, "path" | "line"> | { readonly problem: string };

/** Where a finding is, from the repository's root; the agent may have made a link of it to what it may not read. */
async function placeOf(
  { path, line }: { readonly path?: string | undefined; readonly line?: number | undefined },
  { root, policy }: Pick<ToolsetOptions, "root" | "policy">,
): Promise<Place> {
  if (path === undefined) return line === undefined ? {} : { problem: "a line needs a path" };
  const file = resolve(root, path);
  const named = relative(root, file).split(sep).join("/");
  if (path.includes("\0") || named === "" || named.startsWith("..") || named.startsWith("/"))
    return { problem: `${path} is not inside the repository` };
  const real = realPathOf(file);
  const inside = relative(realPathOf(root), real);
  if (inside.startsWith("..") || accessTo(policy, real) === "none")
    return { problem: `${path} is not inside the repository` };
  const lines = await linesIn(real);
  if (lines === undefined) return { problem: `there is no file ${path}; leave the path out if it is gone` };
  if (line !== undefined && line > lines) return { problem: `${path} has ${lines} lines, not ${line}` };
  return line === undefined ? { path: named } : { path: named, line };
}

/** How many lines a file has; undefined when it is none. A pipe that never ends is not read, nor all of a huge file. */
async function linesIn(path: string): Promise<number | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    if (stats.size > READ) return Number.MAX_SAFE_INTEGER;
    const bytes = await file.readFile();
    let lines = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines;
  } catch {
    return undefined; // it is not there, or may not be read
  }
}

const asTyped = (command: string): string => command.replace(/\s+/g, " ").trim();

/** A proof is what the host saw: the last time that the command ran, with what it really printed. */
function proofBy(
  claimed: { readonly command: string; readonly output: string },
  commands: readonly Command[],
): NonNullable<ReportedFinding["proof"]> {
  const wanted = asTyped(claimed.command);
  const seen = commands.findLast(({ command, purpose }) => purpose === "agent" && asTyped(command) === wanted);
  if (seen === undefined) return { ...claimed, proven: false };
  return {
    command: claimed.command,
    output: cutStart(seen.output.trimEnd()),
    ...(typeof seen.exitCode === "number" && { exitCode: seen.exitCode }),
    proven: true,
  };
}
