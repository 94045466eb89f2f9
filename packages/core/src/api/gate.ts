import {
  type Gate,
  type GateOverride,
  type GateTests,
  type LandingCheck,
  needWords,
  type Thread,
  type ThreadEvent,
} from "@flightdeck/contract";
import type { Core } from "../core.ts";
import { testRunOf } from "../digests/index.ts";
import { AppError } from "../errors/index.ts";
import { resolveCommit } from "../git/index.ts";
import type { OpenThread } from "../threads/index.ts";
import { reviewPlace } from "./places.ts";

/** The gate of a thread's work; undefined where there is nothing to compare it with. */
export async function gateOf(
  { gate, rootOf }: Pick<Core, "gate" | "rootOf">,
  open: OpenThread,
  { check, signal }: { readonly check: LandingCheck; readonly signal?: AbortSignal | undefined },
): Promise<Gate | undefined> {
  if (check.base === undefined) return undefined;
  const place = reviewPlace(open, rootOf(open));
  const tests = testsOf(open.thread);
  const look = async (): Promise<Gate> => {
    if (check.uncommittedFiles > 0) return gate.ofFolder(open.thread.id, place, signal);
    const [baseCommit, head] = await Promise.all([
      resolveCommit(place.path, `refs/heads/${check.base}`),
      resolveCommit(place.path, "HEAD"),
    ]);
    if (baseCommit === undefined || head === undefined) throw new AppError("base_not_found", check.base);
    return gate.ofCommits(open.thread.id, place, { baseCommit, head });
  };
  try {
    return { ...(await look()), ...(tests === undefined ? {} : { tests }) };
  } catch (error) {
    if (error instanceof AppError && error.code === "base_not_found") return undefined;
    throw error;
  }
}

/** What the last run of tests said, as far as the thread is in memory. */
function testsOf({ turns }: Thread): GateTests | undefined {
  let stale = false;
  for (const item of turns.flatMap(({ items }) => items).toReversed()) {
    if (item.type === "file_change") stale = true;
    const run = item.type === "command" ? testRunOf(item) : undefined;
    if (run?.state !== "passed" && run?.state !== "failed") continue;
    const { state, passed, failed, command } = run;
    return {
      state,
      command,
      stale,
      ...(passed === undefined ? {} : { passed }),
      ...(failed === undefined ? {} : { failed }),
    };
  }
  return undefined;
}

/** What the gate did to a landing that it let through. */
export interface Passage {
  /** What was missing, in words; empty when nothing was. */
  missing: readonly string[];
  /** Told in the thread's log in the write that makes the landing so: once, however often the base moved meanwhile. */
  overridden?: Extract<ThreadEvent, { readonly type: "gate.overridden" }>;
}

/**
 * Holds a landing back that lacks something, unless the person overrides it: for exactly the state that they were shown.
 */
export function keepGate(
  { gate, rootOf }: Pick<Core, "gate" | "rootOf">,
  open: OpenThread,
  {
    base,
    override,
    now,
  }: { readonly base: string; readonly override: GateOverride | undefined; readonly now: () => number },
): { readonly passage: Passage; readonly allow: (landing: { baseCommit: string; head: string }) => Promise<void> } {
  const passage: Passage = { missing: [] };
  return {
    passage,
    allow: async (landing) => {
      const { thread } = open;
      const look = await gate.ofCommits(thread.id, reviewPlace(open, rootOf(open)), landing);
      passage.missing = [];
      delete passage.overridden;
      if (look.state !== "closed") return;
      const missing = look.missing.map(needWords);
      if (override === undefined) throw new AppError("gate_closed", missing.join("\n"));
      if (override.fingerprint !== look.fingerprint) throw new AppError("diff_changed", missing.join("\n"));
      const at = now();
      const after = thread.turns.at(-1)?.id;
      const record = {
        at,
        base,
        head: landing.head,
        reason: override.reason,
        missing,
        ...(after === undefined ? {} : { after }),
      };
      passage.overridden = { type: "gate.overridden", at, record };
      passage.missing = missing;
    },
  };
}
