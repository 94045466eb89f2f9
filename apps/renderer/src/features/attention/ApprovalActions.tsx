import type { PendingApproval } from "@flightdeck/contract";
import { useEffect } from "react";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import {
  AlwaysAllow,
  decisionOf,
  EditFirst,
  isRememberable,
  readPress,
  useAnswer,
  yesWords,
} from "../approvals/index.ts";

/** The answers, in the words and order they have everywhere. */
export function ApprovalActions({
  approval,
  compact = false,
  keys = false,
  front = !compact,
}: {
  readonly approval: PendingApproval;
  /** Y, A and N answer it, wherever the focus is in the window. */
  readonly keys?: boolean;
  /** Its yes is the one primary button in sight. */
  readonly front?: boolean;
  /** Two answers only; the others are in the thread. */
  readonly compact?: boolean;
}) {
  const { answer, decide } = useAnswer(approval.threadId, approval);
  const size = compact ? "small" : "base";
  const forThread = !compact && isRememberable(approval.request);
  const busy = answer.state !== "open";
  useEffect(() => {
    if (!keys || busy) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const decision = decisionOf(readPress(event));
      if (decision === undefined || event.defaultPrevented) return;
      if (decision === "approve_for_thread" && !forThread) return; // no key without its button
      if (event.target instanceof Element && event.target.closest("[role=dialog], [role=menu]") !== null) return;
      event.preventDefault();
      decide(decision);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
  const hint = (key: string) => (keys ? key : undefined);
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button
          variant={front ? "primary" : "outlined"}
          size={size}
          hint={hint("Y")}
          disabled={busy}
          onClick={() => decide("approve")}
        >
          {yesWords(approval.request)}
        </Button>
        {forThread && (
          <Button hint={hint("A")} disabled={busy} onClick={() => decide("approve_for_thread")}>
            Approve for this thread
          </Button>
        )}
        {!compact && (
          <EditFirst
            request={approval.request}
            disabled={busy}
            onCreate={(automation) => decide("approve", { automation })}
          />
        )}
        <Button size={size} hint={hint("N")} disabled={busy} onClick={() => decide("decline")}>
          Decline
        </Button>
        {!compact && (
          <Button variant="plain" disabled={busy} onClick={() => decide("stop")}>
            Stop turn
          </Button>
        )}
      </div>
      {!compact && approval.request.kind === "command" && approval.request.suggestedRule !== undefined && (
        <AlwaysAllow
          prefix={approval.request.suggestedRule}
          disabled={busy}
          onAllow={(always) => decide("approve", { always })}
        />
      )}
      {answer.state === "open" && answer.failure !== undefined && (
        <FailureNote failure={answer.failure} className="mt-2" />
      )}
    </>
  );
}
