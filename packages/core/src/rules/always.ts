import type { ApprovalDecision, ApprovalRequest, ProjectId, Rule, RuleScope } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { readLine } from "../shell/index.ts";
import { plainSurroundings } from "./ruleFile.ts";
import type { Rules } from "./rules.ts";
import { coversLine } from "./suggest.ts";

/** Makes the rule that goes with an approval: it has to allow the command that was asked about. Throws `rule_invalid`. */
export function allowAlways(
  rules: Rules,
  always: {
    readonly prefix: readonly string[];
    readonly scope: RuleScope;
    readonly projectId: ProjectId;
    readonly request: ApprovalRequest;
    readonly decision: ApprovalDecision;
  },
): void {
  const { prefix, scope, projectId, request, decision } = always;
  if (request.kind !== "command") throw new AppError("rule_invalid", "Only commands can always be allowed");
  if (decision !== "approve" && decision !== "approve_for_thread")
    throw new AppError("rule_invalid", "Only what is approved can always be allowed");
  const suggested = JSON.stringify(request.suggestedRule) === JSON.stringify(prefix);
  if (!suggested && !coversLine(prefix, readLine(request.command), plainSurroundings))
    throw new AppError("rule_invalid", `A rule for \`${prefix.join(" ")}\` would not allow this command`);
  const rule: Rule = { prefix: [...prefix], decision: "allow", match: [], not_match: [] };
  rules.save({ scope, rule, ...(scope === "project" ? { projectId } : {}) });
}
