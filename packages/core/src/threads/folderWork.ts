import type { ThreadId } from "@flightdeck/contract";

/** What goes on in threads' folders beside their turns: the look after a turn's end, a landing. The next turn waits for it. */
export class FolderWork {
  readonly #under = new Map<ThreadId, Promise<void>>();

  has(threadId: ThreadId): boolean {
    return this.#under.has(threadId);
  }

  /** Settles with the work that is under way there, however it ends; undefined when there is none. */
  of(threadId: ThreadId): Promise<void> | undefined {
    return this.#under.get(threadId);
  }

  all(): readonly Promise<void>[] {
    return [...this.#under.values()];
  }

  /** Who began the work hears of its failure; here it only counts until it has settled. */
  add(threadId: ThreadId, work: Promise<unknown>): void {
    const end = () => {
      if (this.#under.get(threadId) === settling) this.#under.delete(threadId);
    };
    const settling: Promise<void> = work.then(end, end);
    this.#under.set(threadId, settling);
  }
}
