import type {
  ApprovalsEvent,
  PendingApproval,
  PendingQuestion,
  QuestionsEvent,
  Snooze,
  SnoozesEvent,
} from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

/** Everything that waits for a yes or no or for an answer, over all threads, oldest first. */
export interface Attention {
  readonly approvals: readonly PendingApproval[];
  readonly questions: readonly PendingQuestion[];
  /** What the person wants to see later; it waits all the same. */
  readonly snoozes: readonly Snooze[];
}

export const nothingWaits: Attention = { approvals: [], questions: [], snoozes: [] };

export type AttentionStore = Pick<StoreApi<Attention>, "getState" | "subscribe">;

export function foldApprovals(state: Attention, event: ApprovalsEvent): Attention {
  switch (event.type) {
    case "snapshot":
      return { ...state, approvals: event.approvals };
    case "requested":
      return {
        ...state,
        approvals: [...state.approvals.filter(({ id }) => id !== event.approval.id), event.approval],
      };
    case "resolved":
      return { ...state, approvals: state.approvals.filter(({ id }) => id !== event.approvalId) };
  }
}

export function foldQuestions(state: Attention, event: QuestionsEvent): Attention {
  switch (event.type) {
    case "snapshot":
      return { ...state, questions: event.questions };
    case "asked":
      return {
        ...state,
        questions: [...state.questions.filter(({ id }) => id !== event.question.id), event.question],
      };
    case "answered":
      return { ...state, questions: state.questions.filter(({ id }) => id !== event.questionId) };
  }
}

export function createAttention(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): AttentionStore {
  const { client, connection, signal } = context;
  const store = createStore<Attention>(() => nothingWaits);
  void follow<ApprovalsEvent>({
    connection,
    signal,
    open: (signal) => client.approvals.watch({}, { signal }),
    onEvent: (event) => store.setState(foldApprovals(store.getState(), event), true),
  });
  void follow<QuestionsEvent>({
    connection,
    signal,
    open: (signal) => client.questions.watch({}, { signal }),
    onEvent: (event) => store.setState(foldQuestions(store.getState(), event), true),
  });
  void follow<SnoozesEvent>({
    connection,
    signal,
    open: (signal) => client.attention.watchSnoozes({}, { signal }),
    onEvent: ({ snoozes }) => store.setState({ ...store.getState(), snoozes }, true),
  });
  return store;
}
