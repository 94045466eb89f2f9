import type { Approval, ThreadId } from "@flightdeck/contract";

export function ApprovalCard({ threadId, approval }: { readonly threadId: ThreadId; readonly approval: Approval }) {
  return <div data-thread={threadId} data-approval={approval.id} />;
}
