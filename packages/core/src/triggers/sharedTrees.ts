import type { Later } from "./burst.ts";
import type { Turns } from "./turns.ts";
import { type TreeWatch, watchTree } from "./watchTree.ts";

/** A folder that is watched, and the one around it whose going away is noticed too. */
export interface TreePlace {
  readonly path: string;
  readonly root: string;
}

/** Who hears of a folder, as of one that is watched for it alone. */
export interface TreeListener {
  readonly onReady: () => void;
  readonly onPaths: (paths: readonly string[]) => void;
  readonly onProblem: (problem: string) => void;
}

/** Folders that are watched once for all who want to hear of them. */
export interface SharedTrees<Listener extends TreeListener> {
  watch(place: TreePlace, listener: Listener): TreeWatch;
}

interface Shared<Listener> {
  readonly tree: TreeWatch;
  readonly listeners: Set<Listener>;
  /** What is ignored was asked for, and for whom. */
  asked: readonly Listener[];
  /** It begins anew, and has not asked yet. */
  renewing: boolean;
  told: "ready" | { readonly problem: string } | undefined;
}

export function createSharedTrees<Listener extends TreeListener>(options: {
  readonly later: Later;
  /** Beginning to watch reads the whole folder. */
  readonly turns: Turns;
  /** What none of the listeners needs to hear of. */
  readonly ignore: (place: TreePlace, listeners: readonly Listener[]) => Promise<readonly string[]>;
  /** Whether what was ignored for some is also what one more does not need. */
  readonly covers: (asked: readonly Listener[], one: Listener) => boolean;
}): SharedTrees<Listener> {
  const all = new Map<string, Shared<Listener>>();

  const begin = (place: TreePlace): Shared<Listener> => {
    const listeners = new Set<Listener>();
    const tellAll = (tell: (listener: Listener) => void): void => [...listeners].forEach(tell);
    const shared: Shared<Listener> = {
      listeners,
      asked: [],
      renewing: true,
      told: undefined,
      tree: watchTree({
        ...place,
        later: options.later,
        turns: options.turns,
        ignore: () => {
          shared.renewing = false;
          shared.asked = [...listeners];
          return options.ignore(place, shared.asked);
        },
        onReady: () => {
          shared.told = "ready";
          tellAll((listener) => listener.onReady());
        },
        onPaths: (paths) => tellAll((listener) => listener.onPaths(paths)),
        onProblem: (problem) => {
          shared.told = { problem };
          tellAll((listener) => listener.onProblem(problem));
        },
      }),
    };
    return shared;
  };
  const renew = (shared: Shared<Listener>): void => {
    if (shared.renewing) return; // it has not begun: one beginning is enough for all who ask
    shared.renewing = true;
    shared.tree.renew();
  };

  return {
    watch: (place, listener) => {
      const key = JSON.stringify([place.path, place.root]);
      const known = all.get(key);
      const shared = known ?? begin(place);
      all.set(key, shared);
      shared.listeners.add(listener);
      if (known !== undefined && !known.renewing) {
        if (!options.covers(known.asked, listener)) renew(known);
        else
          queueMicrotask(() => {
            if (!shared.listeners.has(listener)) return;
            if (shared.told === "ready") listener.onReady();
            else if (shared.told !== undefined) listener.onProblem(shared.told.problem);
          });
      }
      return {
        renew: () => renew(shared),
        settled: shared.tree.settled,
        close: async () => {
          if (!shared.listeners.delete(listener) || shared.listeners.size > 0) return;
          if (all.get(key) === shared) all.delete(key);
          await shared.tree.close();
        },
      };
    },
  };
}
