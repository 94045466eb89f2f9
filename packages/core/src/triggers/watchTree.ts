import { existsSync, type FSWatcher, lstatSync, statSync, watch as watchFolder } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Later } from "./burst.ts";
import { aliasOf, type Subscribed, subscribeAs } from "./subscribed.ts";
import type { Turns } from "./turns.ts";

export interface TreeWatch {
  /** Begins anew, with what is ignored by now left out. */
  renew(): void;
  /** Settles when all that is in new folders was told. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TreeWatchOptions {
  readonly path: string;
  /** The folder around it whose going away and coming back is noticed too. */
  readonly root: string;
  /** Folders and globs that are not looked at; asked each time that it begins. */
  readonly ignore: () => Promise<readonly string[]>;
  readonly later: Later;
  /** In which it asks what is ignored, and begins. */
  readonly turns: Turns;
  /** It is watched from now on, for the first time or anew: what happened before has no event. */
  readonly onReady: () => void;
  /** Paths that something happened to; absolute, links in the watched folder's own path resolved. */
  readonly onPaths: (paths: readonly string[]) => void;
  /** The folder is not there, and is waited for; or the system watches no more. In plain words. */
  readonly onProblem: (problem: string) => void;
}

/** New folders are looked through when so long no other came. */
const SETTLE_MS = 300;
/** What of new folders is told one by one. */
const MOST_NEW = 20_000;
/** A watch that was begun anew goes on for so long: the watcher keeps events back for a while, and forgets them at an end. */
const FADE_MS = 10_000;

/** Watches a folder and all below it, also one that goes away and comes back. Native watchers, no polling. */
export function watchTree(options: TreeWatchOptions): TreeWatch {
  const { path, onReady, onPaths, onProblem } = options;
  let closed = false;
  let current: Subscribed | undefined;
  /** Those before, and what takes back the wait for their end. */
  const fading = new Map<Subscribed, () => void>();
  let above: FSWatcher | undefined;
  /** New folders, and whether the current one told of them: what only an earlier one tells is not watched for long. */
  let unsettled = new Map<string, boolean>();
  let cancelSettle: (() => void) | undefined;
  /** One step after the other: an end must not overtake its beginning. */
  let doing: Promise<void> = Promise.resolve();
  const next = (step: () => Promise<void>): Promise<void> => {
    doing = doing.then(step, step).catch(() => undefined); // each step tells what it could not do
    return doing;
  };

  const stop = async (): Promise<void> => {
    above?.close();
    above = undefined;
    for (const takeBack of fading.values()) takeBack();
    const ending = [...fading.keys(), ...(current === undefined ? [] : [current])];
    fading.clear();
    current = undefined;
    for (const one of ending) await one.end();
  };

  /** Ends one when all that it kept back was told. */
  const fade = (one: Subscribed): void => {
    const end = async (): Promise<void> => {
      if (fading.delete(one)) await one.end();
    };
    fading.set(
      one,
      options.later(() => void next(end), FADE_MS),
    );
  };

  /** Begins anew when something happens in a folder, not below it, that gives reason to. */
  const lookInto = (folder: string, gives: (name: string | null) => boolean): void => {
    try {
      above = watchFolder(folder, { persistent: false }, (_event, name) => {
        if (gives(name)) void next(begin);
      });
      above.on("error", () => void next(begin));
    } catch {
      // It went away in this moment, and the one that is watched with it: the next change of the automation looks again.
    }
  };

  const waitAbove = (): void => {
    let parent = dirname(path);
    while (!existsSync(parent) && dirname(parent) !== parent) parent = dirname(parent);
    lookInto(parent, () => existsSync(path) || !existsSync(parent));
    // It may have come before anybody looked.
    if (existsSync(path)) void next(begin);
  };

  const subscribeTo = async (root: string): Promise<void> => {
    if (closed) return;
    const before = current;
    const used = [...fading.keys(), ...(before === undefined ? [] : [before])].map(({ alias }) => alias);
    const ignore = await options.ignore();
    const identity = identityOf(root);
    let one: Subscribed | undefined; // events may come before it is there
    const isCurrent = (): boolean => one !== undefined && one === current;
    one = await subscribeAs({
      root,
      alias: aliasOf(root, used),
      identity,
      ignore,
      onEvents: (error, events) => take(root, error, events, isCurrent),
    });
    current = one;
    if (before === undefined) return;
    // What was moved away tells of another place.
    if (before.identity === identity) fade(before);
    else await before.end();
  };

  const begin = async (): Promise<void> => {
    if (closed) return;
    above?.close();
    above = undefined;
    const root = await realpath(path).catch(() => undefined);
    if (closed || root === undefined) await stop();
    if (closed) return;
    if (root === undefined) {
      onProblem("the folder is gone");
      return waitAbove();
    }
    try {
      await options.turns(() => subscribeTo(root));
    } catch (error) {
      await stop();
      const full = /ENOSPC|inotify|limit/i.test(String(error));
      return onProblem(full ? "the system watches no more folders" : "the folder cannot be watched");
    }
    if (closed) return await stop();
    // A folder that is moved away is still watched, wherever it is: only the one that it was in tells.
    const known = identityOf(path);
    const name = basename(options.root);
    lookInto(dirname(options.root), (entry) => entry === name && identityOf(path) !== known);
    onReady();
  };

  const take = (
    root: string,
    error: Error | null,
    events: readonly { path: string; type: string }[],
    isCurrent: () => boolean,
  ): void => {
    if (closed) return;
    // What was lost is not known: whoever looks has to look at everything.
    if (error !== null || events.some((event) => event.path === root && event.type === "delete"))
      return void next(begin);
    if (events.length === 0) return;
    for (const { type, path: made } of events)
      if (type === "create" && isFolder(made)) unsettled.set(made, unsettled.get(made) === true || isCurrent());
    if (unsettled.size > 0) {
      cancelSettle?.();
      cancelSettle = options.later(() => void next(settle), SETTLE_MS);
    }
    onPaths(events.map((event) => event.path));
  };

  /**
   * What came to be in a new folder before it was watched has no event, and a folder in there is not watched at all: so it
   * is looked through, and watched anew where that is so.
   */
  const settle = async (): Promise<void> => {
    const folders = unsettled;
    unsettled = new Map();
    if (closed || folders.size === 0) return;
    const first = await entriesBelow(folders.keys());
    const overlooked =
      first.full || [...folders.values()].includes(false) || first.folders.some((folder) => !folders.has(folder));
    if (overlooked) await begin();
    const { paths } = overlooked ? await entriesBelow(folders.keys()) : first;
    if (!closed && paths.length > 0) onPaths(paths);
  };

  void next(begin);
  return {
    renew: () => void next(begin),
    settled: () => {
      cancelSettle?.();
      return next(settle);
    },
    close: () => {
      closed = true;
      cancelSettle?.();
      return next(stop);
    },
  };
}

interface Entries {
  readonly paths: readonly string[];
  readonly folders: readonly string[];
  /** There are more. */
  readonly full: boolean;
}

async function entriesBelow(folders: Iterable<string>): Promise<Entries> {
  const paths = new Set<string>();
  const inside: string[] = [];
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined && paths.size < MOST_NEW; folder = waiting.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // gone meanwhile
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (paths.has(path)) continue;
      paths.add(path);
      if (!entry.isDirectory()) continue;
      inside.push(path);
      waiting.push(path);
    }
  }
  return { paths: [...paths], folders: inside, full: paths.size >= MOST_NEW };
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
