import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Event } from "@parcel/watcher";

/** A folder that the native watcher watches, by one of its names. */
export interface Subscribed {
  /** What stands before the folder's path in this name. */
  readonly alias: string;
  /** Which folder it was, whatever is called so by now. */
  readonly identity: string | undefined;
  end(): Promise<void>;
}

/** Where Linux has all paths once more. */
const SAME_ROOT = "/proc/self/root";

/**
 * A name of a folder that none of the others has. Those with the same name share what the watcher knows of the folder: a
 * later one would look at nothing anew, and so overlook what the earlier one overlooked or ignored. Only Linux watches
 * folder by folder; elsewhere the name does not matter.
 */
export function aliasOf(root: string, used: readonly string[]): string {
  let alias = "";
  while (used.includes(alias)) alias += SAME_ROOT;
  return alias === "" || (process.platform === "linux" && existsSync(alias + root)) ? alias : "";
}

export async function subscribeAs(options: {
  readonly root: string;
  readonly alias: string;
  readonly identity: string | undefined;
  readonly ignore: readonly string[];
  readonly onEvents: (error: Error | null, events: readonly Event[]) => void;
}): Promise<Subscribed> {
  const { alias, identity, onEvents } = options;
  const { subscribe } = await import("@parcel/watcher"); // most starts of the host watch nothing
  const named = (path: string): string => (isAbsolute(path) ? alias + path : path); // others are globs
  const subscription = await subscribe(
    alias + options.root,
    (error, events) =>
      onEvents(
        error,
        events.map(({ type, path }) => ({ type, path: path.slice(alias.length) })),
      ),
    { ignore: options.ignore.map(named) },
  );
  return {
    alias,
    identity,
    end: () => subscription.unsubscribe().catch(() => undefined), // its folder took it along
  };
}
