import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { AsyncSubscription } from "@parcel/watcher";
import { AppError } from "../errors/index.ts";
import { gitRecords, type Shadows } from "../git/index.ts";
import type { FolderWatch, Review } from "./types.ts";

/** A burst of writes is one change. */
const quietMs = 120;
/** A burst that does not end is told from time to time. */
const longestMs = 1000;

/** What goes on in a git dir without the checkout changing. */
const gitNoise = ["objects", "lfs", "modules", "worktrees", "refs/flightdeck", "logs/refs/flightdeck", "**/*.lock"];

interface Watched {
  readonly listeners: Set<() => void>;
  readonly subscriptions: Promise<readonly AsyncSubscription[]>;
  readonly stop: () => void;
}

/** Watches folders for as long as someone looks at them: one native watcher each, no polling. */
export function createFolderWatches(shadows: Shadows): Review["watchFolder"] {
  const watched = new Map<string, Watched>();

  const open = (path: string): Watched => {
    const listeners = new Set<() => void>();
    const { change, stop } = debounced(() => {
      for (const listener of listeners) listener();
    });
    return { listeners, stop, subscriptions: subscribeTo(path, shadows, change) };
  };

  return async (path, onChange): Promise<FolderWatch> => {
    const root = await realpath(path).catch(() => {
      throw new AppError("worktree_missing", path);
    });
    const watch = watched.get(root) ?? open(root);
    watched.set(root, watch);
    // A function of our own, so that one listener may look twice.
    const listener = (): void => onChange();
    watch.listeners.add(listener);
    const close = (): void => {
      if (!watch.listeners.delete(listener) || watch.listeners.size > 0) return;
      watch.stop();
      if (watched.get(root) === watch) watched.delete(root);
      // A folder that is gone took its watch along.
      watch.subscriptions.then(unsubscribeAll).catch(() => undefined);
    };
    try {
      await watch.subscriptions;
    } catch (error) {
      close();
      throw error;
    }
    return { close };
  };
}

async function unsubscribeAll(subscriptions: readonly AsyncSubscription[]): Promise<void> {
  await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
}

async function subscribeTo(root: string, shadows: Shadows, change: () => void): Promise<readonly AsyncSubscription[]> {
  const { subscribe } = await import("@parcel/watcher"); // most starts of the host watch nothing
  const { gitDir } = await shadows.place(root);
  const inner = join(root, ".git");
  const ignored = await gitRecords(
    ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--no-empty-directory"],
    { cwd: root },
  );
  const folders = ignored.filter((path) => path.endsWith("/")).map((path) => join(root, path));
  const listen = (folder: string, ignore: readonly string[]) =>
    subscribe(folder, (error, events) => (error === null && events.length > 0 ? change() : undefined), {
      ignore: [...ignore],
    });
  if (gitDir === inner) return [await listen(root, [...folders, ...gitNoise.map((name) => `.git/${name}`)])];
  const inRoot = await listen(root, folders);
  try {
    return [inRoot, await listen(gitDir, gitNoise)];
  } catch (error) {
    await inRoot.unsubscribe();
    throw error;
  }
}

function debounced(call: () => void): { readonly change: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let latest: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    clearTimeout(latest);
    timer = undefined;
    latest = undefined;
  };
  const fire = (): void => {
    stop();
    call();
  };
  const change = (): void => {
    clearTimeout(timer);
    timer = setTimeout(fire, quietMs);
    latest ??= setTimeout(fire, longestMs);
  };
  return { change, stop };
}
