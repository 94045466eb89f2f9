import type { ItemId, PlanEdit } from "@flightdeck/contract";
import type { Failure } from "../../client.ts";

/** How far the person's version of a plan is kept. `conflict`: another window changed the plan since this one read it. */
export interface Keeping {
  readonly state: "kept" | "unsaved" | "conflict";
  readonly failure?: Failure;
}

/** Brings the person's changes of one plan to the host, one after the other. */
export interface PlanKeeper {
  readonly change: (plan: PlanEdit) => void;
  /** Saves what is not saved yet; resolves with the revision that the host then has, undefined when it could not. */
  readonly flush: () => Promise<number | undefined>;
  /** The plan has that revision now; answers whether this window should show it, because it has nothing of its own. */
  readonly seen: (revision: number) => boolean;
  /** What this window had not saved when it was left. */
  readonly left: () => PlanEdit | undefined;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

export interface KeeperContext {
  readonly itemId: ItemId;
  readonly revision: number;
  readonly save: (base: number, plan: PlanEdit) => Promise<{ readonly revision: number }>;
  readonly readFailure: (error: unknown) => Failure;
  /** Keeps, for this machine, what the host has not acknowledged. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Runs something later; the answer calls it off. */
  readonly later: (run: () => void, milliseconds: number) => () => void;
  readonly onState: (keeping: Keeping) => void;
  /** What was left is here again. */
  readonly onLeft?: (plan: PlanEdit) => void;
}

const PAUSE = 800;

/** The host keeps a plan as the person leaves it; until it has acknowledged a change, this window's storage holds it. */
export function createKeeper(context: KeeperContext): PlanKeeper {
  const { itemId, save, readFailure, storage, later, onState } = context;
  const place = `flightdeck.plan.${itemId}`;
  let base = context.revision;
  let newest = base;
  let unsaved: PlanEdit | undefined;
  let saving: Promise<number | undefined> | undefined;
  let conflict = false;
  let callOff: (() => void) | undefined;

  const tell = (failure?: Failure) =>
    onState({
      state: conflict ? "conflict" : unsaved === undefined ? "kept" : "unsaved",
      ...(failure ? { failure } : {}),
    });

  const hold = (plan: PlanEdit) => {
    try {
      storage.setItem(place, JSON.stringify({ base, plan }));
    } catch {
      // Without room here the host alone keeps it.
    }
  };

  const once = async (plan: PlanEdit): Promise<number | undefined> => {
    hold(plan);
    try {
      base = (await save(base, plan)).revision;
      newest = Math.max(newest, base);
      if (unsaved === plan) {
        unsaved = undefined;
        storage.removeItem(place);
      }
      // Another window saved while this answer was on its way.
      if (newest > base) conflict = true;
      tell();
      return base;
    } catch (error) {
      const failure = readFailure(error);
      if (failure.code === "plan_changed") conflict = true;
      if (failure.code === "plan_settled") {
        unsaved = undefined;
        storage.removeItem(place);
      }
      tell(conflict ? undefined : failure);
      return undefined;
    }
  };

  const flush = async (): Promise<number | undefined> => {
    callOff?.();
    callOff = undefined;
    if (conflict) return undefined;
    if (saving !== undefined) {
      if ((await saving) === undefined) return undefined;
      return flush();
    }
    if (unsaved === undefined) return base;
    saving = once(unsaved);
    const revision = await saving;
    saving = undefined;
    return revision !== undefined && unsaved !== undefined ? flush() : revision;
  };

  return {
    change(plan) {
      unsaved = plan;
      callOff?.();
      callOff = later(() => void flush(), PAUSE);
      tell();
    },
    flush() {
      if (unsaved !== undefined) hold(unsaved);
      return flush();
    },
    seen(revision) {
      newest = Math.max(newest, revision);
      // A save that is on its way finds out by itself.
      if (revision <= base || saving !== undefined) return false;
      if (unsaved !== undefined) {
        conflict = true;
        tell();
        return false;
      }
      base = revision;
      return true;
    },
    left() {
      const text = storage.getItem(place);
      const found = text === null ? undefined : readLeft(text);
      if (found === undefined) return undefined;
      unsaved = found.plan;
      conflict = found.base !== base;
      context.onLeft?.(found.plan);
      tell();
      if (!conflict) callOff = later(() => void flush(), 0);
      return found.plan;
    },
    keepMine() {
      base = newest;
      conflict = false;
      tell();
      void flush();
    },
    takeTheirs() {
      base = newest;
      conflict = false;
      unsaved = undefined;
      storage.removeItem(place);
      tell();
    },
  };
}

function readLeft(text: string): { readonly base: number; readonly plan: PlanEdit } | undefined {
  try {
    const found = JSON.parse(text) as { readonly base?: unknown; readonly plan?: Partial<PlanEdit> } | null; // looked at below
    const plan = found?.plan;
    const whole =
      typeof plan?.title === "string" &&
      typeof plan.text === "string" &&
      Array.isArray(plan.steps) &&
      Array.isArray(plan.comments);
    return whole && typeof found?.base === "number" ? { base: found.base, plan: plan as PlanEdit } : undefined;
  } catch {
    return undefined;
  }
}
