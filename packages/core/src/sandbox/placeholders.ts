import { mkdirSync, rmdirSync } from "node:fs";

/** An agent that works begins its next command sooner than this. */
const REST_MS = 1000;

/**
 * Empty folders that stand where a protected path is missing while commands run: only what exists can be mounted
 * read-only, and git does not see an empty folder. Removing one would unmount it in every running sandbox, so each is
 * counted, and goes some time after its last user: while that one's mounts are being undone the removal takes the kernel
 * milliseconds, and the next command would only make it again.
 */
export class Placeholders {
  readonly #users = new Map<string, number>();
  /** Without users, and soon to go. */
  readonly #resting = new Map<string, NodeJS.Timeout>();
  #closed = false;

  /** Makes sure that something is at the path. Returns how to let go of it, or nothing when the path is really there. */
  hold(path: string): (() => void) | undefined {
    const users = this.#users.get(path) ?? 0;
    const rested = this.#resting.get(path);
    // One that rested may be gone all the same: it is anybody's to remove.
    if (users === 0 && !madeFolder(path) && rested === undefined) return undefined;
    clearTimeout(rested);
    this.#resting.delete(path);
    this.#users.set(path, users + 1);
    let released = false;
    return () => {
      if (!released) this.#release(path);
      released = true;
    };
  }

  /** Removes those without users; the others go with their last one. */
  close(): void {
    this.#closed = true;
    for (const [path, timer] of this.#resting) {
      clearTimeout(timer);
      removeFolder(path);
    }
    this.#resting.clear();
  }

  #release(path: string): void {
    const users = (this.#users.get(path) ?? 1) - 1;
    if (users > 0) {
      this.#users.set(path, users);
      return;
    }
    this.#users.delete(path);
    if (this.#closed) {
      removeFolder(path);
      return;
    }
    const remove = () => {
      this.#resting.delete(path);
      removeFolder(path);
    };
    this.#resting.set(path, setTimeout(remove, REST_MS).unref());
  }
}

function madeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false; // it is there, or its parent is not, or is not ours to change
  }
}

function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Someone put files into it, or took it away: then it is not ours any more.
  }
}
