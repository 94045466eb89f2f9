import type { Item, Plan, Thread, ThreadEvent, TurnId } from "@flightdeck/contract";

type Proposal = Plan & { readonly proposal: NonNullable<Plan["proposal"]> };

const isProposal = (item: Item): item is Proposal => item.type === "plan" && item.proposal !== undefined;

/**
 * What turns that are taken back did to the plans of those that stay is taken back too: steps that they ticked off, the
 * place they took with a plan of their own, the yes that began them. `itemsOf` reads a turn whole. With `again` the
 * person says the first message of the removed turns anew, so a plan that was accepted with it stays accepted.
 */
export function plansWithout(
  thread: Thread,
  turns: { readonly left: readonly TurnId[]; readonly removed: readonly TurnId[]; readonly again: boolean },
  itemsOf: (turnId: TurnId) => readonly Item[],
  at: number,
): readonly ThreadEvent[] {
  const left = new Set(turns.left);
  const plans = thread.turns
    .filter(({ id }) => left.has(id))
    .flatMap(({ id, items }) => items.filter(isProposal).map((plan) => ({ turnId: id, plan })));
  if (plans.length === 0) return [];
  const removed = turns.removed.flatMap(itemsOf);
  const events: ThreadEvent[] = [];
  for (const [index, { turnId, plan }] of plans.entries()) {
    const later = turns.left.slice(turns.left.indexOf(turnId) + 1);
    const now = restored(plan, { removed, later, isNewest: index === plans.length - 1, again: turns.again, itemsOf });
    if (now === undefined) continue;
    events.push({ type: "item.updated", turnId, item: now, at });
    if (now.proposal.state !== "open" || plan.proposal.state === "superseded") continue;
    // The yes had ended plan mode.
    events.push({ type: "thread.configured", settings: { ...thread.settings, mode: "plan" }, at });
  }
  return events;
}

/** The plan as it stands without them; undefined when they had not touched it. */
function restored(
  plan: Proposal,
  world: {
    readonly removed: readonly Item[];
    readonly later: readonly TurnId[];
    readonly isNewest: boolean;
    readonly again: boolean;
    readonly itemsOf: (turnId: TurnId) => readonly Item[];
  },
): Proposal | undefined {
  const { removed, later, isNewest, again, itemsOf } = world;
  switch (plan.proposal.state) {
    case "open":
    case "declined":
      return undefined;
    case "superseded":
      if (!isNewest || !removed.some(isProposal)) return undefined;
      return { ...plan, proposal: { ...plan.proposal, state: "open" } };
    case "accepted":
    case "accepted_fresh": {
      const begun = removed.some((item) => item.type === "user_message" && item.plan === plan.id);
      if (!begun && !removed.some(isTicking)) return undefined;
      const ticks = later.flatMap(itemsOf).filter(isTicking);
      const statusOf = new Map(ticks.flatMap(({ steps }) => steps.map(({ step, status }) => [step.trim(), status])));
      const steps = plan.steps.map((step) => ({
        ...step,
        status: statusOf.get(step.step.trim()) ?? ("pending" as const),
      }));
      const state = begun && !again ? "open" : plan.proposal.state;
      return { ...plan, steps, proposal: { ...plan.proposal, state } };
    }
  }
}

const isTicking = (item: Item): item is Plan => item.type === "plan" && item.proposal === undefined;
