import { z } from "zod";
import type { ModelEvent, PromptItem } from "../agent/index.ts";

/** Input that was handed to a running answer. */
interface Submission {
  readonly id: string;
  readonly input: readonly PromptItem[];
  /** The provider's name for it, once it accepted. */
  readonly name?: string;
  /** sent: not acknowledged yet; queued: the provider owns it; waiting: the answer stopped for tools before it was read. */
  readonly state: "sent" | "queued" | "waiting";
}

const Accepted = z.object({ steer: z.object({ id: z.string() }) });
const Failed = z.object({
  steer: z.object({ id: z.string().optional() }),
  error: z.object({ code: z.string().catch("unknown") }).catch({ code: "unknown" }),
});

/**
 * What became of the input that was steered into an answer. The provider acknowledges in the order of sending and does
 * not repeat our names, so the oldest one without an acknowledgement is meant.
 */
export class Steering {
  #open: readonly Submission[] = [];

  sent(id: string, input: readonly PromptItem[]): void {
    this.#open = [...this.#open, { id, input, state: "sent" }];
  }

  /** Whether the provider still has to say what becomes of some of it, now that the answer has ended. */
  get undecided(): boolean {
    return this.#open.some(({ state }) => state !== "waiting");
  }

  /** Input that the provider keeps for the next request. */
  get waiting(): readonly PromptItem[] {
    return this.#open.flatMap(({ state, input }) => (state === "waiting" ? input : []));
  }

  /** Reads a `response.steer.*` event. */
  read(event: { readonly type: string }): readonly ModelEvent[] {
    switch (event.type) {
      case "response.steer.accepted": {
        const { steer } = Accepted.parse(event);
        const submission = this.#open.find(({ state }) => state === "sent");
        if (submission === undefined) return [];
        this.#replace(submission, { ...submission, name: steer.id, state: "queued" });
        return [{ type: "steer.accepted", id: submission.id }];
      }
      case "response.steer.pending": {
        const submission = this.#named(Accepted.parse(event).steer.id);
        if (submission !== undefined) this.#replace(submission, { ...submission, state: "waiting" });
        return [];
      }
      case "response.steer.failed": {
        const { steer, error } = Failed.parse(event);
        const submission = this.#named(steer.id) ?? this.#open.find(({ state }) => state === "sent");
        if (submission === undefined) return [];
        this.#open = this.#open.filter((other) => other !== submission);
        return [{ type: "steer.failed", id: submission.id, code: error.code }];
      }
      default:
        return [];
    }
  }

  /** An answer that continues the one before began: the model reads what was queued. */
  commit(): readonly Submission[] {
    const queued = this.#open.filter(({ state }) => state !== "sent");
    // A provider that goes on without having acknowledged has taken what was sent first.
    const committed = queued.length > 0 ? queued : this.#open.slice(0, 1);
    this.#open = this.#open.filter((submission) => !committed.includes(submission));
    return committed;
  }

  /** Gives up on everything: the connection is gone and what the provider had with it. */
  lose(code: string): readonly ModelEvent[] {
    const lost = this.#open.filter(({ state }) => state !== "waiting");
    this.#open = [];
    return lost.map(({ id }) => ({ type: "steer.failed", id, code }));
  }

  #named(name: string | undefined): Submission | undefined {
    return name === undefined ? undefined : this.#open.find((submission) => submission.name === name);
  }

  #replace(old: Submission, now: Submission): void {
    this.#open = this.#open.map((submission) => (submission === old ? now : submission));
  }
}
