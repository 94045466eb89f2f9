import { type FindingPriority, FindingSide } from "@flightdeck/contract";
import { z } from "zod";

const priorities: readonly FindingPriority[] = ["P0", "P1", "P2", "P3"];

/** Longer texts are cut: nobody reads them beside a line. */
const limits = { title: 200, body: 8_000, suggestion: 40_000, summary: 4_000, findings: 200 } as const;

const cut = (limit: number) => (text: string) => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`);

/** "P1", "1" and 1 are the same to a model. */
const Priority = z.preprocess(
  (value) => (typeof value === "string" ? Number(value.replace(/^p/i, "")) : value),
  z.number().int().min(0).max(3),
);

const RawFinding = z.object({
  title: z.string().trim().min(1).transform(cut(limits.title)),
  body: z.string().trim().transform(cut(limits.body)),
  priority: Priority.transform((number) => priorities[number] ?? "P3"),
  confidence: z.number().transform((value) => Math.min(1, Math.max(0, value > 1 ? value / 100 : value))),
  path: z.string().trim().min(1).max(4_096),
  side: FindingSide.catch("new"),
  start_line: z.number().int().min(1),
  end_line: z.number().int().min(1),
  // One that is too long to be read is too long to be taken unread.
  suggestion: z
    .string()
    .nullish()
    .transform((text) => (text === null || text === undefined || text.length > limits.suggestion ? undefined : text)),
});

const RawPrevious = z.object({ id: z.string().max(64), status: z.enum(["still_there", "fixed", "unclear"]) });

const Answer = z.object({
  findings: z.array(RawFinding).max(limits.findings),
  previous: z
    .array(RawPrevious)
    .max(500)
    .nullish()
    .transform((list) => list ?? []),
  summary: z
    .string()
    .nullish()
    .transform((text) => cut(limits.summary)((text ?? "").trim())),
});

/** What a reviewer reported, as far as its form goes: the places are not looked at yet. */
export type Answer = z.infer<typeof Answer>;
export type Reported = Answer["findings"][number];
export type PreviousStatus = Answer["previous"][number]["status"];

const text = { type: "string" } as const;
const oneOf = (...values: readonly string[]) => ({ type: "string", enum: values }) as const;
const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** The form of the answer in the words of JSON Schema: every key required and none beside, as strict answers want it. */
export const answerSchema: Readonly<Record<string, unknown>> = object({
  findings: {
    type: "array",
    items: object({
      title: text,
      body: text,
      priority: { type: "integer", enum: [0, 1, 2, 3] },
      confidence: { type: "number" },
      path: text,
      side: oneOf("new", "old"),
      start_line: { type: "integer" },
      end_line: { type: "integer" },
      suggestion: { type: ["string", "null"] },
    }),
  },
  previous: { type: "array", items: object({ id: text, status: oneOf("still_there", "fixed", "unclear") }) },
  summary: text,
});

export type ReadAnswer =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads the answer out of what a model said. Models without strict answers put it into a fence or between words; what has
 * no valid answer in it is told as broken, and nothing is made up in its place.
 */
export function readAnswer(said: string): ReadAnswer {
  let problem = "it holds no JSON object";
  for (const candidate of candidates(said)) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      continue;
    }
    const parsed = Answer.safeParse(value);
    if (parsed.success) return { ok: true, answer: parsed.data };
    problem = z.prettifyError(parsed.error).slice(0, 1_000);
  }
  return { ok: false, problem };
}

/** Where an answer may be: all of it, its fences, and from its first brace to its last. The last fence counts first. */
function candidates(said: string): readonly string[] {
  const whole = said.trim();
  const fences = [...whole.matchAll(/```(?:json)?[ \t]*\n([^]*?)\n?```/g)].map(([, inside = ""]) => inside.trim());
  const braces = whole.slice(whole.indexOf("{"), whole.lastIndexOf("}") + 1);
  return [...new Set([whole, ...fences.toReversed(), braces])].filter((candidate) => candidate.startsWith("{"));
}
