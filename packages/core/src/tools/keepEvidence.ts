import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { Evidence } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolResult } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { accessTo, realPathOf } from "../sandbox/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import { readWhole } from "./readWhole.ts";
import type { ToolsetOptions } from "./toolset.ts";

const REPORT = 1 << 20;
const PICTURE = 20 << 20;
const PICTURES = 40;

const words = (limit: number) => z.string().transform((text) => text.slice(0, limit));

/** What a run of the skill self-test leaves: written in the sandbox, so it is read like anything of a stranger. */
const Report = z.object({
  format: z.literal("flightdeck-self-test"),
  version: z.literal(1),
  label: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  passed: z.boolean(),
  startedAt: z.number(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
  uncommitted: z.int().min(0).optional(),
  browser: words(100).optional(),
  steps: z
    .array(
      z.object({ does: words(300), status: z.enum(["passed", "failed", "skipped"]), error: words(1000).optional() }),
    )
    .max(200),
  console: z.array(z.object({ level: words(20), text: words(300) })).max(500),
  pictures: z
    .array(
      z.object({
        file: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}\.png$/),
        name: words(200),
        about: words(300),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        width: z.int().min(1),
        height: z.int().min(1),
      }),
    )
    .max(PICTURES),
});
type Report = z.output<typeof Report>;

const input = toolInput(
  z.object({
    folder: z
      .string()
      .min(1)
      .refine((path) => !path.includes("\0"), "has a NUL character")
      .describe("The folder of one run, with its report.json: .self-test/after, say."),
  }),
);

type Needs = Pick<ToolsetOptions, "cwd" | "policy" | "keep" | "keepImage">;

/** Keeps the report and the pictures of a self-test with the thread, where no removed worktree takes them along. */
export const keepEvidence = (options: Needs): Tool =>
  defineTool({
    name: "keep_evidence",
    description:
      "Keeps the report and the pictures of a self-test (skill self-test) with the thread. The person sees them there, also after the worktree is gone, and a pull request names them.",
    input,
    access: "read",
    async run({ folder }, context): Promise<ToolResult> {
      const call = { tool: "keep_evidence", startedAt: context.now() } as const;
      const failed = (reason: string): ToolResult => ({
        item: toolCall(context, { ...call, summary: `Evidence in ${folder}`, status: "failed", output: reason }),
        output: reason,
      });
      try {
        const read = await readReport(options, folder);
        if (typeof read === "string") return failed(read);
        const evidence = await evidenceOf(options, read.folder, read.report);
        if (typeof evidence === "string") return failed(evidence);
        const summary = summaryOf(evidence);
        const output = `Kept with the thread: ${summary}.`;
        return { item: toolCall(context, { ...call, summary, status: "completed", output: "", evidence }), output };
      } catch (error) {
        return failed(`${folder} cannot be kept: ${messageOf(error)}`);
      }
    },
  });

async function readReport(
  { cwd, policy }: Needs,
  given: string,
): Promise<{ readonly folder: string; readonly report: Report } | string> {
  const folder = realPathOf(resolve(cwd, given));
  if (accessTo(policy, folder) === "none") return `${given} may not be read.`;
  const bytes = await readWhole(join(folder, "report.json"), REPORT);
  if (typeof bytes === "string") return `report.json ${bytes}.`;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch {
    return "report.json is not JSON.";
  }
  const parsed = Report.safeParse(json);
  return parsed.success
    ? { folder, report: parsed.data }
    : `report.json is not what self-test writes:\n${z.prettifyError(parsed.error)}`;
}

async function evidenceOf({ keep, keepImage }: Needs, folder: string, report: Report): Promise<Evidence | string> {
  const { label, passed, startedAt: at, commit, uncommitted, browser, steps, console } = report;
  const pictures: Evidence["pictures"] = [];
  for (const { file, about, sha256, name, width, height } of report.pictures) {
    const bytes = await readWhole(join(folder, file), PICTURE);
    if (typeof bytes === "string") return `${file} ${bytes}.`;
    if (createHash("sha256").update(bytes).digest("hex") !== sha256)
      return `${file} is not the picture that the report tells of: run the self-test again.`;
    try {
      // What no window and no model could show is no picture.
      const { type } = await keepImage(file, bytes);
      pictures.push({ blob: await keep(bytes), name, type, about, width, height });
    } catch (error) {
      if (error instanceof AppError && (error.code === "image_invalid" || error.code === "image_too_large"))
        return `${file} cannot be kept: ${error.message}.`;
      throw error;
    }
  }
  return {
    label,
    // A report that contradicts itself has not passed.
    passed: passed && steps.every(({ status }) => status === "passed"),
    at,
    ...(commit === undefined ? {} : { commit }),
    ...(uncommitted === undefined ? {} : { uncommitted }),
    ...(browser === undefined ? {} : { browser }),
    steps,
    console: console.slice(0, 50),
    pictures,
  };
}

function summaryOf({ label, passed, steps, pictures }: Evidence): string {
  const good = steps.filter(({ status }) => status === "passed").length;
  const count = pictures.length;
  return `Self-test “${label}” ${passed ? "passed" : "failed"}: ${good} of ${steps.length} steps, ${count} ${count === 1 ? "picture" : "pictures"}`;
}
