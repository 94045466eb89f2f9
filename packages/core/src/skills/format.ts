import { messageOf } from "../errors/index.ts";

/** What a SKILL.md says of itself, or why it cannot be used. */
export type SkillText =
  | { readonly ok: true; readonly name: string; readonly description: string; readonly body: string }
  | { readonly ok: false; readonly name?: string; readonly description?: string; readonly problem: string };

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const FRONT_MATTER_BYTES = 16 << 10;
/** What may begin another level on the same line. Thousands of levels take the parser long, and a repository may have many. */
const openers = /[[{]|[-?][ \t]/g;
const MAX_OPENERS = 500;
const frame = /^\uFEFF?---[ \t]*\r?\n([^]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads the Agent Skills format: YAML between two lines of `---`, then Markdown. Must not throw. */
export async function parseSkill(text: string): Promise<SkillText> {
  const [whole, yaml] = frame.exec(text) ?? [];
  if (whole === undefined || yaml === undefined)
    return { ok: false, problem: "It does not begin with a front matter: YAML between two lines of ---" };
  if (yaml.length > FRONT_MATTER_BYTES) return { ok: false, problem: "Its front matter is longer than 16 KiB" };
  if ((yaml.match(openers)?.length ?? 0) > MAX_OPENERS) return { ok: false, problem: "Its front matter is too deep" };
  let fields: unknown;
  try {
    // Loaded with the first skill that needs it: most hosts meet none but the app's own.
    const { parse } = await import("yaml");
    fields = parse(yaml, { schema: "core", maxAliasCount: 0, uniqueKeys: true, logLevel: "error" });
  } catch (error) {
    const line = messageOf(error).split("\n")[0] ?? "";
    return { ok: false, problem: `Its front matter is not valid YAML: ${line.replace(/:$/, "")}` };
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return { ok: false, problem: "Its front matter is not a list of keys and values" };
  const { name, description } = fields as Readonly<Record<string, unknown>>; // an object, as was looked
  const known = {
    ...(typeof name === "string" ? { name: name.slice(0, 64) } : {}),
    ...(typeof description === "string" ? { description: oneLine(description).slice(0, 1024) } : {}),
  };
  const problem = nameProblem(name) ?? descriptionProblem(description);
  if (problem !== undefined) return { ok: false, ...known, problem };
  // Both were looked at.
  return {
    ok: true,
    name: String(name),
    description: oneLine(String(description)),
    body: text.slice(whole.length).trim(),
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

function nameProblem(name: unknown): string | undefined {
  if (name === undefined || name === null) return "Its front matter has no name";
  if (typeof name !== "string") return "Its name is not a text";
  if (name.length > 64) return "Its name is longer than 64 characters";
  return NAME.test(name) ? undefined : "Its name may have a–z, 0–9 and single hyphens between them";
}

function descriptionProblem(description: unknown): string | undefined {
  if (description === undefined || description === null) return "Its front matter has no description";
  if (typeof description !== "string") return "Its description is not a text";
  if (description.trim() === "") return "Its description is empty";
  return description.length > 1024 ? "Its description is longer than 1,024 characters" : undefined;
}
