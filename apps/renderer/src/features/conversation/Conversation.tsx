import type { ThreadId } from "@flightdeck/contract";

export function Conversation({ threadId }: { readonly threadId: ThreadId }) {
  return <div data-thread={threadId} className="flex-1" />;
}
