import {
  type ItemId,
  MessageId,
  type Plan,
  type PlanEdit,
  type Thread,
  type ThreadEvent,
  type ThreadId,
  type ThreadSettings,
  type TurnId,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { OpenThread } from "./openThread.ts";
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

  edit(threadId: ThreadId, itemId: ItemId, { title, text, steps }: PlanEdit): void {
    const open = this.#options.load(threadId);
    const { turnId, item } = openProposal(open.thread, itemId);
    const proposal = { ...item.proposal, title, text, edited: true };
    const pending = steps.map((step) => ({ step, status: "pending" as const }));
    open.commit([this.#update(turnId, { ...item, steps: pending, proposal })]);
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
    { fresh, settings }: { readonly fresh: boolean; readonly settings?: Partial<ThreadSettings> },
  ): void {
    const { load, start, newId } = this.#options;
    const open = load(threadId);
    const { turnId, item } = openProposal(open.thread, itemId);
    const state = fresh ? "accepted_fresh" : "accepted";
    start(open, {
      message: { id: MessageId.parse(newId("message")), text: planMessage(item), plan: itemId },
      settings: { ...open.thread.settings, ...settings, mode: "act" },
      with: [this.#update(turnId, { ...item, proposal: { ...item.proposal, state } })],
      fresh,
    });
  }

  #update(turnId: TurnId, item: Plan): ThreadEvent {
    return { type: "item.updated", turnId, item, at: this.#options.now() };
  }
}

/** Throws `plan_not_found`, `plan_settled`. */
function openProposal(thread: Thread, itemId: ItemId): Proposed {
  for (const turn of thread.turns.toReversed()) {
    const item = turn.items.find(({ id }) => id === itemId);
    if (item?.type !== "plan" || item.proposal === undefined) continue;
    if (item.proposal.state !== "open") throw new AppError("plan_settled");
    return { turnId: turn.id, item: { ...item, proposal: item.proposal } };
  }
  throw new AppError("plan_not_found");
}

/**
 * The plan as the message that begins the work. It is the person's whole message: it stands for itself in a fresh
 * context, after a compaction, in a fork and in an export.
 */
export const planMessage = ({ proposal, steps }: Plan): string =>
  [
    "Carry out this plan. Tick off its steps with update_plan, word for word as they stand here.",
    `# ${proposal?.title ?? "Plan"}`,
    proposal?.text.trim() ?? "",
    ["## Steps", ...steps.map(({ step }, index) => `${index + 1}. ${step}`)].join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");

/** The plan that waits, as the person changed it: what the model should know when they write on instead. */
export function editedPlan(thread: Thread, plan: Plan | undefined): string | undefined {
  if (plan?.proposal?.edited !== true || thread.settings.mode !== "plan") return undefined;
  const { proposal, steps } = plan;
  return [
    "The person changed the proposed plan. It reads now:",
    `# ${proposal.title}`,
    proposal.text.trim(),
    ...steps.map(({ step }, index) => `${index + 1}. ${step}`),
  ].join("\n");
}
