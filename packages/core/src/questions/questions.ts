import type { PendingQuestion, QuestionId, QuestionsEvent } from "@flightdeck/contract";
import { Feed } from "../feed/index.ts";

/** The questions of all threads that wait for the person. The threads' logs are the truth; this is their sum. */
export interface Questions {
  add(question: PendingQuestion): void;
  remove(questionId: QuestionId): void;
  /** Oldest first. */
  pending(): readonly PendingQuestion[];
  watch(signal: AbortSignal): AsyncGenerator<QuestionsEvent, void, void>;
}

export function openQuestions(): Questions {
  const pending = new Map<QuestionId, PendingQuestion>();
  const feed = new Feed<QuestionsEvent>({ frame: 16, limit: 10_000 });
  const list = () => [...pending.values()].sort((a, b) => a.askedAt - b.askedAt);

  return {
    add: (question) => {
      pending.set(question.id, question);
      feed.publish({ type: "asked", question });
    },
    remove: (questionId) => {
      if (pending.delete(questionId)) feed.publish({ type: "answered", questionId });
    },
    pending: list,
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield { type: "snapshot", questions: list() };
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield { type: "snapshot", questions: list() };
        else yield* delivery.events;
      }
    },
  };
}
