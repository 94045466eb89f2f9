import { mkdirSync, rmdirSync } from "node:fs";

/**
 * Empty folders that stand where a protected path is missing while commands run: only what exists can be mounted
 * read-only, and git does not see an empty folder. Removing one would unmount it in every running sandbox, so each is
 * counted and goes with its last user.
 */
export class Placeholders {
  readonly #users = new Map<string, number>();

  /** Makes sure that something is at the path. Returns how to let go of it, or nothing when the path is really there. */
  hold(path: string): (() => void) | undefined {
    const users = this.#users.get(path) ?? 0;
    if (users === 0 && !madeFolder(path)) return undefined;
    this.#users.set(path, users + 1);
    let released = false;
    return () => {
      if (!released) this.#release(path);
      released = true;
    };
  }

  #release(path: string): void {
    const users = (this.#users.get(path) ?? 1) - 1;
    if (users > 0) {
      this.#users.set(path, users);
      return;
    }
    this.#users.delete(path);
    try {
      rmdirSync(path);
    } catch {
      // Someone put files into it, or took it away: then it is not ours any more.
    }
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
