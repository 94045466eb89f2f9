import type { ThreadId } from "@flightdeck/contract";
import type { ModelConnection } from "../agent/index.ts";

interface Kept {
  readonly model: string;
  readonly connection: ModelConnection;
}

/** Each thread's way to its model, kept from turn to turn; another model gets another one. */
export class Connections {
  readonly #open: (model: string) => ModelConnection;
  readonly #kept = new Map<ThreadId, Kept>();

  constructor(open: (model: string) => ModelConnection) {
    this.#open = open;
  }

  of(threadId: ThreadId, model: string): ModelConnection {
    const kept = this.#kept.get(threadId);
    if (kept?.model === model) return kept.connection;
    kept?.connection.close();
    const connection = this.#open(model);
    this.#kept.set(threadId, { model, connection });
    return connection;
  }

  close(threadId: ThreadId): void {
    this.#kept.get(threadId)?.connection.close();
    this.#kept.delete(threadId);
  }

  closeAll(): void {
    for (const threadId of this.#kept.keys()) this.close(threadId);
  }
}
