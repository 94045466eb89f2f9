import { existsSync, type FSWatcher, watch as watchFolder } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { AsyncSubscription } from "@parcel/watcher";

/** A burst of writes is one change. */
const quietMs = 100;

/**
 * Yields at once, and again after each change below the folders, which need not exist: then the nearest folder above is
 * watched for them to come. Native watchers, no polling; nothing is watched when the iteration ends.
 */
export async function* changesBelow(
  paths: () => Promise<readonly string[]>,
  also: AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<void, void, void> {
  let wake: () => void = () => undefined;
  let changed = true;
  let timer: NodeJS.Timeout | undefined;
  const change = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake();
    }, quietMs);
  };
  const end = () => wake();
  signal.addEventListener("abort", end, { once: true });
  void follow(also, change);
  let watches: readonly Watch[] = [];
  let watched = "";
  try {
    while (!signal.aborted) {
      changed = false;
      const places = (await paths()).map(placeOf);
      const names = JSON.stringify(places);
      if (names !== watched) {
        for (const { close } of watches) close();
        watches = await Promise.all(places.map((place) => openWatch(place, change)));
        watched = names;
      }
      yield;
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    for (const { close } of watches) close();
  }
}

async function follow(changes: AsyncIterable<unknown>, change: () => void): Promise<void> {
  try {
    for await (const _change of changes) change();
  } catch {
    // It ends with its own signal; who watches the files has lost nothing.
  }
}

interface Place {
  readonly path: string;
  /** Watched with all that is below, or for its own entries alone. */
  readonly deep: boolean;
}

function placeOf(path: string): Place {
  if (existsSync(path)) return { path, deep: true };
  let above = dirname(path);
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  return { path: above, deep: false };
}

interface Watch {
  readonly close: () => void;
}

async function openWatch({ path, deep }: Place, change: () => void): Promise<Watch> {
  try {
    if (!deep) return closing(watchFolder(path, { persistent: false }, change));
    const { subscribe } = await import("@parcel/watcher"); // most starts of the host watch nothing
    const subscription = await subscribe(await realpath(path), change, { ignore: ["**/node_modules/**"] });
    return { close: () => void end(subscription) };
  } catch {
    return { close: () => undefined }; // it went away meanwhile; the next change elsewhere looks again
  }
}

const closing = (watcher: FSWatcher): Watch => {
  watcher.on("error", () => undefined); // the folder is gone
  return { close: () => watcher.close() };
};

async function end(subscription: AsyncSubscription): Promise<void> {
  await subscription.unsubscribe().catch(() => undefined); // its folder took it along
}
