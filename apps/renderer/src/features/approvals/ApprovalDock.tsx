import type { ThreadId } from "@flightdeck/contract";
import { useThread } from "../../app.tsx";
import { ApprovalCard } from "./ApprovalCard.tsx";

/** What the thread waits for, between the conversation and the composer: it stays in view while the conversation scrolls. */
export function ApprovalDock({ threadId }: { readonly threadId: ThreadId }) {
  const approvals = useThread(threadId, (thread) => thread.approvals) ?? [];
  if (approvals.length === 0) return null;
  return (
    <div className="mx-auto flex max-h-[max(55%,min(100%,17.5rem))] w-full max-w-[calc(var(--measure)+32px)] flex-none flex-col gap-2 overflow-y-auto px-3 pt-1 pb-2">
      {approvals.map((approval, index) => (
        <ApprovalCard key={approval.id} threadId={threadId} approval={approval} keys={index === 0} />
      ))}
    </div>
  );
}
