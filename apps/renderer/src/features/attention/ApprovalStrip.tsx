import type { ApprovalDecision, PendingApproval } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";

/** Answers an approval; afterwards the strip goes by itself, when the host says so. */
function useAnswer(approval: PendingApproval) {
  const { client } = useApp();
  const [sent, setSent] = useState<ApprovalDecision>();
  const [failure, setFailure] = useState<Failure>();
  const answer = (decision: ApprovalDecision) => {
    setSent(decision);
    setFailure(undefined);
    client.approvals
      .answer({ threadId: approval.threadId, approvalId: approval.id, decision })
      .catch((error: unknown) => {
        setSent(undefined);
        setFailure(readFailure(error));
      });
  };
  return { sent, failure, answer };
}

/** The four answers, in the words and order they have everywhere. */
export function ApprovalActions({
  approval,
  compact = false,
}: {
  readonly approval: PendingApproval;
  /** Two answers only; the others are in the thread. */
  readonly compact?: boolean;
}) {
  const { sent, failure, answer } = useAnswer(approval);
  const size = compact ? "small" : "base";
  const busy = sent !== undefined;
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button
          variant={compact ? "outlined" : "primary"}
          size={size}
          disabled={busy}
          onClick={() => answer("approve")}
        >
          Approve
        </Button>
        {!compact && (
          <Button disabled={busy} onClick={() => answer("approve_for_thread")}>
            Approve for this thread
          </Button>
        )}
        <Button size={size} disabled={busy} onClick={() => answer("decline")}>
          Decline
        </Button>
        {!compact && (
          <Button variant="plain" disabled={busy} onClick={() => answer("stop")}>
            Stop turn
          </Button>
        )}
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
    </>
  );
}
