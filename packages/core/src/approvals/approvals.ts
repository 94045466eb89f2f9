import type { ApprovalId, ApprovalsEvent, PendingApproval, ThreadId } from "@flightdeck/contract";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";

/**
 * The queue of what waits for a yes or no, over all threads. The threads' logs are the truth; this is their sum, for
 * those who watch the queue, and the memory of what was approved for a whole thread.
 */
export interface Approvals {
  add(approval: PendingApproval): void;
  remove(approvalId: ApprovalId): void;
  /** Oldest first. */
  pending(): readonly PendingApproval[];
  watch(signal: AbortSignal): AsyncGenerator<ApprovalsEvent, void, void>;
  /** What was approved for a thread, by key. */
  remembered(threadId: ThreadId): { has(key: string): boolean; add(key: string): void };
}

export function openApprovals({ store, now }: { readonly store: Store; readonly now: () => number }): Approvals {
  const pending = new Map<ApprovalId, PendingApproval>();
  const feed = new Feed<ApprovalsEvent>({ frame: 16, limit: 10_000 });
  const has = store.db.prepare<[string, string]>("SELECT 1 FROM thread_approvals WHERE thread_id = ? AND key = ?");
  const add = store.db.prepare<[string, string, number]>(
    "INSERT OR IGNORE INTO thread_approvals (thread_id, key, at) VALUES (?, ?, ?)",
  );
  const list = () => [...pending.values()].sort((a, b) => a.requestedAt - b.requestedAt);

  return {
    add: (approval) => {
      pending.set(approval.id, approval);
      feed.publish({ type: "requested", approval });
    },
    remove: (approvalId) => {
      if (pending.delete(approvalId)) feed.publish({ type: "resolved", approvalId });
    },
    pending: list,
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield { type: "snapshot", approvals: list() };
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield { type: "snapshot", approvals: list() };
        else yield* delivery.events;
      }
    },
    remembered: (threadId) => ({
      has: (key) => has.get(threadId, key) !== undefined,
      add: (key) => {
        add.run(threadId, key, now());
      },
    }),
  };
}
