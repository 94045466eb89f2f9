import type { ThreadId } from "@flightdeck/contract";

export function ReviewPanel({ threadId }: { readonly threadId: ThreadId }) {
  return <div data-thread={threadId} className="flex-1" />;
}
