import type { Approval, ApprovalDecision, AutomationContent, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import type { Always } from "./AlwaysAllow.tsx";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

/** How far an answer is. `elsewhere`: another window was faster, or the turn is over. */
export type AnswerState =
  | { readonly state: "open"; readonly failure?: Failure }
  | { readonly state: "sent"; readonly decision: ApprovalDecision }
  | { readonly state: "elsewhere" };

/** What goes with a yes. */
export interface Given {
  /** Commands that begin like this one are allowed from now on. */
  readonly always?: Always;
  /** What the person made of the automation that was proposed. */
  readonly automation?: AutomationContent;
}

/** Answers an approval. The card goes by itself, when the host says so. */
export function useAnswer(
  threadId: ThreadId,
  approval: Approval,
): {
  readonly answer: AnswerState;
  readonly decide: (decision: ApprovalDecision, given?: Given) => void;
} {
  const { client } = useApp();
  const [answer, setAnswer] = useState<AnswerState>({ state: "open" });
  const decide = (decision: ApprovalDecision, given: Given = {}) => {
    if (answer.state !== "open") return;
    setAnswer({ state: "sent", decision });
    client.approvals.answer({ threadId, approvalId: approval.id, decision, ...given }).catch((error: unknown) => {
      const failure = readFailure(error);
      const over = failure.code === "approval_answered" || failure.code === "approval_not_found";
      setAnswer(over ? { state: "elsewhere" } : { state: "open", failure });
    });
  };
  return { answer, decide };
}
