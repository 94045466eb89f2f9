import type { Approval, ApprovalDecision, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import type { Always } from "./AlwaysAllow.tsx";
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
): {
  readonly answer: AnswerState;
  /** With `always`, commands that begin like this one are allowed from now on. */
  readonly decide: (decision: ApprovalDecision, always?: Always) => void;
} {
  const { client } = useApp();
  const [answer, setAnswer] = useState<AnswerState>({ state: "open" });
  const decide = (decision: ApprovalDecision, always?: Always) => {
    if (answer.state !== "open") return;
    setAnswer({ state: "sent", decision });
    client.approvals.answer({ threadId, approvalId: approval.id, decision, always }).catch((error: unknown) => {
      const failure = readFailure(error);
      const over = failure.code === "approval_answered" || failure.code === "approval_not_found";
      setAnswer(over ? { state: "elsewhere" } : { state: "open", failure });
    });
  };
  return { answer, decide };
}
