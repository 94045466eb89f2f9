import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import { ProjectId } from "./ids.ts";

/** user: every project of this person; project: this project, kept in the person's own home; repository: shared in the
 * repository's `.flightdeck/rules.toml`, in force once the person trusts it, and only ever stricter than the others. */
export const RuleScope = z.enum(["user", "project"]);
export type RuleScope = z.infer<typeof RuleScope>;

/** allow: runs outside the sandbox without asking; ask: always asks; forbid: never runs. The strictest one wins. */
export const RuleDecision = z.enum(["allow", "ask", "forbid"]);
export type RuleDecision = z.infer<typeof RuleDecision>;

/** What commands that begin with certain words may do. */
export const Rule = z.object({
  /** Words that the command begins with; a word may be a list of alternatives. */
  prefix: z
    .array(z.union([z.string().min(1).max(1000), z.array(z.string().min(1).max(1000)).min(1).max(50)]))
    .min(1)
    .max(20),
  decision: RuleDecision,
  /** Shown to the person when it asks, told to the model when it forbids. */
  justification: z.string().max(500).optional(),
  /** Command lines that it must match and must not match; checked when it is read. */
  match: z.array(z.string().max(2000)).max(50).default([]),
  not_match: z.array(z.string().max(2000)).max(50).default([]),
});
export type Rule = z.infer<typeof Rule>;

/** A rule where it was found. */
export interface KnownRule extends Rule {
  /** Stable while the rule's words stay the same. */
  readonly id: string;
  readonly scope: RuleScope | "repository";
  readonly projectId?: ProjectId;
  /** Absolute. */
  readonly file: string;
  /** Why it is not in force: a wrong example, a repository that is not trusted. */
  readonly problem?: string;
}

export type RulesEvent = { readonly rules: readonly KnownRule[]; readonly problems: readonly string[] };

/** What the rules and the parser say of a command line. */
export interface RuleVerdict {
  /** none: no rule speaks of it, or not of all of it; then the thread's permissions decide. */
  readonly decision: RuleDecision | "none";
  /** The commands it was read as; undefined when it cannot be read with certainty, which no allow rule covers. */
  readonly commands?: readonly (readonly string[])[];
  readonly rules: readonly string[];
}

export const rules = {
  watch: watch({ input: z.object({}), event: output<RulesEvent>() }),
  /** Adds a rule, or with `id` replaces one. */
  save: command({
    input: z.object({
      id: z.string().max(100).optional(),
      scope: RuleScope,
      projectId: ProjectId.optional(),
      rule: Rule,
    }),
    output: output<KnownRule>(),
    errors: ["rule_invalid", "rule_not_found", "project_not_found"],
  }),
  remove: command({
    input: z.object({ id: z.string().max(100) }),
    output: output<void>(),
    errors: ["rule_not_found"],
  }),
  /** Says what would happen to a command line, without running anything. */
  check: query({
    input: z.object({ command: z.string().max(100_000), projectId: ProjectId.optional() }),
    output: output<RuleVerdict>(),
    errors: ["project_not_found"],
  }),
};
