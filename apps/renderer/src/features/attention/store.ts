import type { ApprovalsEvent, PendingApproval } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

/** Everything that waits for a yes or no, over all threads, oldest first. */
export interface Attention {
  readonly loaded: boolean;
  readonly approvals: readonly PendingApproval[];
}

export type AttentionStore = Pick<StoreApi<Attention>, "getState" | "subscribe">;

export function foldApprovals(state: Attention, event: ApprovalsEvent): Attention {
  switch (event.type) {
    case "snapshot":
      return { loaded: true, approvals: event.approvals };
    case "requested":
      return {
        ...state,
        approvals: [...state.approvals.filter(({ id }) => id !== event.approval.id), event.approval],
      };
    case "resolved":
      return { ...state, approvals: state.approvals.filter(({ id }) => id !== event.approvalId) };
  }
}

export function createAttention(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): AttentionStore {
  const store = createStore<Attention>(() => ({ loaded: false, approvals: [] }));
  void follow<ApprovalsEvent>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.approvals.watch({}, { signal }),
    onEvent: (event) => store.setState(foldApprovals(store.getState(), event), true),
  });
  return store;
}
