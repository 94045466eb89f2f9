import type { KnownRule, Rule, RuleDecision } from "@flightdeck/contract";

export const decisionWords: Readonly<Record<RuleDecision, string>> = {
  allow: "Allow",
  ask: "Ask",
  forbid: "Forbid",
};

export const decisionNotes: Readonly<Record<RuleDecision, string>> = {
  allow: "Runs outside the sandbox without asking",
  ask: "Always asks first",
  forbid: "Never runs",
};

/** Words as one would type them; alternatives with a bar between. */
export const prefixText = (prefix: Rule["prefix"]): string =>
  prefix.map((part) => (typeof part === "string" ? quoted(part) : part.map(quoted).join("|"))).join(" ");

const quoted = (word: string): string => (/^[^\s'"|]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`);

/** The words of a prefix from what was typed: quotes hold a word together, a bar separates alternatives. */
export function prefixFrom(text: string): Rule["prefix"] {
  const parts = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g) ?? [];
  return parts.map((part) => {
    const words = (part.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^|"'])+/g) ?? []).map(unquoted);
    const [only, ...more] = words;
    return more.length === 0 ? (only ?? part) : words;
  });
}

const unquoted = (text: string): string =>
  text.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, double?: string, single?: string) =>
    double === undefined ? (single ?? "") : double.replaceAll(/\\(.)/g, "$1"),
  );

/** Where a rule counts, as a heading. */
export function placeOf(rule: Pick<KnownRule, "scope" | "projectId">, projectName: (id: string) => string): string {
  if (rule.scope === "user" || rule.projectId === undefined) return "Every project";
  const name = projectName(rule.projectId);
  return rule.scope === "project" ? name : `${name}: its repository`;
}
