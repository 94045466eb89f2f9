import {
  type ItemId,
  MessageId,
  openComments,
  type Plan,
  planContent,
  type PlanEdit,
  samePlan,
  type Thread,
  type ThreadEvent,
  type ThreadId,
  type ThreadSettings,
  type TurnId,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { OpenThread } from "./openThread.ts";
import { planMessage, revisionMessage } from "./planWords.ts";
import type { TurnStart } from "./turnStart.ts";

interface Proposed {
  readonly turnId: TurnId;
  readonly item: Plan & { readonly proposal: NonNullable<Plan["proposal"]> };
}

interface Needs {
  readonly load: (threadId: ThreadId) => OpenThread;
  /** Begins a turn. Throws what keeps it from beginning: a running turn, a folder that is gone. */
  readonly start: (open: OpenThread, start: TurnStart) => void;
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
}

/** What a person does with a plan that the agent proposed. A plan is answered once. */
export class ThreadPlans {
  readonly #options: Needs;

  constructor(options: Needs) {
    this.#options = options;
  }

  /**
   * Keeps what the person made of the plan, and what the agent had proposed beside it. What was typed while the agent
   * proposed anew is kept with the older plan. Throws `plan_changed` when `base` is not how the plan stands.
   */
  edit(
    threadId: ThreadId,
    itemId: ItemId,
    { base, plan }: { readonly base: number; readonly plan: PlanEdit },
  ): { readonly revision: number } {
    const open = this.#options.load(threadId);
    const { turnId, item } = proposedIn(open.thread, itemId);
    if (item.proposal.state !== "open" && item.proposal.state !== "superseded") throw new AppError("plan_settled");
    requireRevision(item, base);
    const { title, text, steps, comments } = plan;
    const unchanged = item.proposal.edited ? undefined : planContent(item);
    const proposed = item.proposal.proposed ?? unchanged;
    const revision = base + 1;
    const edited = proposed === undefined || !samePlan(proposed, plan);
    const proposal = { ...item.proposal, title, text, edited, revision, proposed, comments };
    const pending = steps.map(({ id, step }) => ({ id, step, status: "pending" as const }));
    open.commit([this.#update(turnId, { ...item, steps: pending, proposal })]);
    return { revision };
  }

  decline(threadId: ThreadId, itemId: ItemId): void {
    const open = this.#options.load(threadId);
    const { turnId, item } = openProposal(open.thread, itemId);
    open.commit([this.#update(turnId, { ...item, proposal: { ...item.proposal, state: "declined" } })]);
  }

  /** The thread leaves plan mode and a turn begins whose message is the plan as it stands now, in one write. */
  accept(
    threadId: ThreadId,
    itemId: ItemId,
    options: { readonly fresh: boolean; readonly revision?: number; readonly settings?: Partial<ThreadSettings> },
  ): void {
    const { load, start, newId } = this.#options;
    const { fresh, revision, settings } = options;
    const open = load(threadId);
    const { turnId, item } = openProposal(open.thread, itemId);
    requireRevision(item, revision);
    const state = fresh ? "accepted_fresh" : "accepted";
    start(open, {
      message: { id: MessageId.parse(newId("message")), text: planMessage(item), plan: itemId },
      settings: { ...open.thread.settings, ...settings, mode: "act" },
      with: [this.#update(turnId, { ...item, proposal: { ...item.proposal, state } })],
      fresh,
    });
  }

  /**
   * A turn of plan mode begins whose message is what the person has to say to the plan. The plan goes on waiting until
   * the agent proposes the next one.
   */
  revise(threadId: ThreadId, itemId: ItemId, { revision }: { readonly revision?: number } = {}): void {
    const { load, start, newId } = this.#options;
    const open = load(threadId);
    const { turnId, item } = openProposal(open.thread, itemId);
    requireRevision(item, revision);
    if (!item.proposal.edited && openComments(item).length === 0)
      throw new AppError("input_invalid", "Comment on the plan or change it first");
    const comments = item.proposal.comments?.map((comment) =>
      comment.state === "open" ? { ...comment, sent: true } : comment,
    );
    start(open, {
      message: { id: MessageId.parse(newId("message")), text: revisionMessage(item) },
      settings: { ...open.thread.settings, mode: "plan" },
      with: [
        this.#update(turnId, {
          ...item,
          proposal: { ...item.proposal, comments, revision: (item.proposal.revision ?? 0) + 1 },
        }),
      ],
    });
  }

  #update(turnId: TurnId, item: Plan): ThreadEvent {
    return { type: "item.updated", turnId, item, at: this.#options.now() };
  }
}

/** Throws `plan_not_found`. */
function proposedIn(thread: Thread, itemId: ItemId): Proposed {
  for (const turn of thread.turns.toReversed()) {
    const item = turn.items.find(({ id }) => id === itemId);
    if (item?.type !== "plan" || item.proposal === undefined) continue;
    return { turnId: turn.id, item: { ...item, proposal: item.proposal } };
  }
  throw new AppError("plan_not_found");
}

/** Throws `plan_not_found`, `plan_settled`. */
function openProposal(thread: Thread, itemId: ItemId): Proposed {
  const proposed = proposedIn(thread, itemId);
  if (proposed.item.proposal.state !== "open") throw new AppError("plan_settled");
  return proposed;
}

/** Throws `plan_changed` when the person looked at another state of the plan. */
function requireRevision({ proposal }: Proposed["item"], seen: number | undefined): void {
  if (seen !== undefined && seen !== (proposal.revision ?? 0)) throw new AppError("plan_changed");
}
