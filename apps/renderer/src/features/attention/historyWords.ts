import type { Happening, KnownRule, ProjectId, RuleScope } from "@flightdeck/contract";
import { visibleName } from "../../ui/visibleText.ts";

/** What was done, in one line; backticks set code apart. */
export function answerWords(happening: Happening): string {
  switch (happening.kind) {
    case "approval": {
      const word = { approve: "Approved", approve_for_thread: "Approved", decline: "Declined", stop: "Stopped at" };
      return `${word[happening.decision]} ${code(visibleName(happening.subject))}`;
    }
    case "question":
      return `Answered “${visibleName(happening.answer)}”`;
    case "plan":
      return `${happening.decision === "accepted" ? "Accepted" : "Declined"} the plan “${visibleName(happening.subject)}”`;
    case "stopped":
      return "Stopped the turn";
    case "finished":
      return "Finished";
    case "interrupted":
      return "Was stopped";
    case "failed":
      return `Failed: ${visibleName(happening.subject)}`;
    case "landed":
      return happening.override === undefined
        ? `Landed on ${visibleName(happening.subject)}`
        : `Landed on ${visibleName(happening.subject)} all the same: ${visibleName(happening.override.reason)}`;
  }
}

/** Set apart as code, unless it has the sign itself. */
const code = (text: string): string => (text.includes("`") ? text : `\`${text}\``);

/** The rule that an answer made, as long as nobody changed or removed it. */
export const ruleOf = (
  rules: readonly KnownRule[],
  made: { readonly prefix: readonly string[]; readonly scope: RuleScope },
  projectId: ProjectId,
): KnownRule | undefined =>
  rules.find(
    (rule) =>
      rule.scope === made.scope &&
      rule.decision === "allow" &&
      (made.scope === "user" || rule.projectId === projectId) &&
      JSON.stringify(rule.prefix) === JSON.stringify(made.prefix),
  );
