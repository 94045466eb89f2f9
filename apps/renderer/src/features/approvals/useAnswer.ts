import type { Approval, ApprovalDecision, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

/** How far an answer is. `elsewhere`: another window was faster, or the turn is over. */
export type AnswerState =
  | { readonly state: "open"; readonly failure?: Failure }
  | { readonly state: "sent"; readonly decision: ApprovalDecision }
  | { readonly state: "elsewhere" };

/** Answers an approval. The card goes by itself, when the host says so. */
export function useAnswer(
  threadId: ThreadId,
  approval: Approval,
): { readonly answer: AnswerState; readonly decide: (decision: ApprovalDecision) => void } {
  const { client } = useApp();
  const [answer, setAnswer] = useState<AnswerState>({ state: "open" });
  const decide = (decision: ApprovalDecision) => {
    if (answer.state !== "open") return;
    setAnswer({ state: "sent", decision });
    client.approvals.answer({ threadId, approvalId: approval.id, decision }).catch((error: unknown) => {
      const failure = readFailure(error);
      const over = failure.code === "approval_answered" || failure.code === "approval_not_found";
      setAnswer(over ? { state: "elsewhere" } : { state: "open", failure });
    });
  };
  return { answer, decide };
}
