import type { PromptItem } from "./types.ts";

/** What the person said to a turn that runs. */
export interface SteerInput {
  readonly id: string;
  readonly input: readonly PromptItem[];
}

/** offered: handed to the provider, which has not answered; accepted: it has it, the model has not read it yet. */
type Place = "waiting" | "offered" | "accepted";
type Offer = (id: string, input: readonly PromptItem[]) => boolean;

/**
 * The messages on their way into one running turn. The thread puts them in and may take them back; the loop offers them
 * to the answer that streams, one after the other so that their order holds, and takes what is left before a request.
 */
export class SteerLane {
  #messages: (SteerInput & { place: Place })[] = [];
  #steered = new AbortController();
  /** The answer that streams, as long as it takes messages. */
  #offer: Offer | undefined;

  /** Aborts when something is said: what only waits should come back. */
  get steered(): AbortSignal {
    return this.#steered.signal;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  push(message: SteerInput): void {
    this.#messages.push({ ...message, place: "waiting" });
    this.#steered.abort();
    this.#offerNext();
  }

  /** Takes a message back; false when the provider may have it. One that never came in is as good as taken back. */
  withdraw(id: string): boolean {
    if (this.#messages.some((message) => message.id === id && message.place !== "waiting")) return false;
    this.#remove([id]);
    return true;
  }

  /** An answer has begun to stream: what waits is offered to it, and what comes from now on. */
  open(offer: Offer): void {
    this.#offer = offer;
    this.#offerNext();
  }

  /**
   * The answer's stream has ended. A whole one leaves with the provider what it accepted, for the next request; of a
   * broken one nothing is left there. Gives back the ids of those that came back.
   */
  close(end: "whole" | "broken"): readonly string[] {
    this.#offer = undefined;
    const back = this.#messages.filter(({ place }) => place === "accepted" && end === "broken");
    for (const message of this.#messages) {
      if (message.place === "offered" || end === "broken") message.place = "waiting";
    }
    return back.map(({ id }) => id);
  }

  accepted(id: string): void {
    const found = this.#messages.find((message) => message.id === id);
    if (found !== undefined) found.place = "accepted";
    this.#offerNext();
  }

  /** The provider does not take it. What was said later must not overtake it, so this answer is offered no more. */
  refused(id: string): void {
    const found = this.#messages.find((message) => message.id === id);
    if (found !== undefined) found.place = "waiting";
    this.#offer = undefined;
  }

  /** Takes out the messages that the model has read, in the order in which it read them. */
  take(ids: readonly string[]): readonly SteerInput[] {
    const taken = ids.flatMap((id) => this.#messages.find((message) => message.id === id) ?? []);
    this.#remove(ids);
    this.#offerNext();
    return taken;
  }

  takeAll(): readonly SteerInput[] {
    return this.take(this.#messages.map(({ id }) => id));
  }

  #remove(ids: readonly string[]): void {
    this.#messages = this.#messages.filter(({ id }) => !ids.includes(id));
    if (this.isEmpty && this.#steered.signal.aborted) this.#steered = new AbortController();
  }

  #offerNext(): void {
    if (this.#messages.some(({ place }) => place === "offered")) return;
    const next = this.#messages.find(({ place }) => place === "waiting");
    if (next === undefined || this.#offer === undefined) return;
    // Set first: an answer may accept it at once.
    next.place = "offered";
    if (this.#offer(next.id, next.input)) return;
    this.refused(next.id);
  }
}
