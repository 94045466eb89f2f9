import type { PendingApproval } from "@flightdeck/contract";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { useAnswer } from "../approvals/index.ts";

/** The answers, in the words and order they have everywhere. */
export function ApprovalActions({
  approval,
  compact = false,
}: {
  readonly approval: PendingApproval;
  /** Two answers only; the others are in the thread. */
  readonly compact?: boolean;
}) {
  const { answer, decide } = useAnswer(approval.threadId, approval);
  const size = compact ? "small" : "base";
  const busy = answer.state !== "open";
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button
          variant={compact ? "outlined" : "primary"}
          size={size}
          disabled={busy}
          onClick={() => decide("approve")}
        >
          Approve
        </Button>
        {!compact && (
          <Button disabled={busy} onClick={() => decide("approve_for_thread")}>
            Approve for this thread
          </Button>
        )}
        <Button size={size} disabled={busy} onClick={() => decide("decline")}>
          Decline
        </Button>
        {!compact && (
          <Button variant="plain" disabled={busy} onClick={() => decide("stop")}>
            Stop turn
          </Button>
        )}
      </div>
      {answer.state === "open" && answer.failure !== undefined && (
        <FailureNote failure={answer.failure} className="mt-2" />
      )}
    </>
  );
}
