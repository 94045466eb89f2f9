import {
  type Approval,
  type ApprovalDecision,
  ApprovalId,
  type ItemId,
  type PendingApproval,
  requestSubject,
  type RuleScope,
  type ThreadEvent,
  type ThreadId,
  type TurnId,
} from "@flightdeck/contract";
import type { Journal } from "../attention/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { AppError } from "../errors/index.ts";
import type { ThreadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";
import type { Decision, TurnWorld } from "./turn.ts";

interface Needs extends Pick<TurnWorld, "now" | "newId" | "usage"> {
  readonly queue: Approvals;
  readonly journal: Pick<Journal, "note">;
  readonly log: Pick<ThreadLog, "hasAnswer">;
}

/** The rule that was made with an answer. */
export interface MadeRule {
  readonly prefix: readonly string[];
  readonly scope: RuleScope;
}

/** What comes with a yes. */
export interface WithAnswer {
  readonly rule?: MadeRule;
  /**
   * Keeps the automation that was proposed, in the same write, and says what the agent is told whose turn is gone. Throws
   * what speaks against keeping it.
   */
  readonly keep?: () => string;
}

/** What became of an answer. `note`: nobody waited for it, and the thread goes on from it with this. */
export interface Answered {
  readonly at: number;
  readonly note?: string;
}

/**
 * What the agents of all threads wait for a yes or no to. An approval is kept before it is shown, and waits under its id
 * until it is answered, its turn ends or the person writes on; the death of its host does not take it away.
 */
export class ThreadApprovals {
  readonly #needs: Needs;
  readonly #waiting = new Map<ApprovalId, (decision: Decision) => void>();
  /** Answers whose turn was gone, by what was asked: for the turn that goes on from them and asks again. */
  readonly #given = new Map<ThreadId, Map<string, Decision>>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  async ask(
    open: OpenThread,
    turnId: TurnId,
    itemId: ItemId,
    request: Approval["request"],
    signal: AbortSignal,
  ): Promise<Decision> {
    const { now, newId } = this.#needs;
    const given = this.#takeGiven(open.thread.id, request);
    if (given !== undefined) return given;
    const at = now();
    const approval = { id: ApprovalId.parse(newId("approval")), turnId, itemId, request, requestedAt: at };
    const item = open.item(itemId);
    const shown: ThreadEvent[] = item ? [{ type: "item.updated", turnId, item, at }] : [];
    open.commit([...shown, { type: "approval.requested", approval, at }]);
    this.show(open, approval);
    return this.#wait(approval.id, signal);
  }

  /** Puts an approval that waits into the queue over all threads. */
  show({ thread }: OpenThread, approval: Approval): void {
    const { id: threadId, projectId, title: threadTitle } = thread;
    this.#needs.queue.add({ ...approval, threadId, projectId, threadTitle } satisfies PendingApproval);
  }

  /** Throws `approval_not_found`, `approval_answered`, and what keeping an automation throws. */
  answer(open: OpenThread, approvalId: ApprovalId, decision: ApprovalDecision, given: WithAnswer = {}): Answered {
    const { queue, log, now, usage, journal } = this.#needs;
    const threadId = open.thread.id;
    const approval = open.thread.approvals.find(({ id }) => id === approvalId);
    if (approval === undefined) {
      throw new AppError(log.hasAnswer(threadId, approvalId) ? "approval_answered" : "approval_not_found");
    }
    const at = now();
    const { request } = approval;
    const yes = isYes(decision);
    let kept: string | undefined;
    open.commit([{ type: "approval.resolved", approvalId, decision, at }], {
      also: () => {
        if (yes && request.kind === "budget") usage.raise(threadId, request);
        // With the answer or not at all: a host that dies between the two would lose it, or make it twice.
        if (yes && request.kind === "automation") kept = keepBy(given);
        journal.note(threadId, { kind: "approval", decision, subject: requestSubject(request), rule: given.rule });
      },
    });
    queue.remove(approvalId);
    const waiting = this.#waiting.get(approvalId);
    waiting?.(decision);
    const goesOn = request.kind === "budget" ? yes : decision !== "stop";
    if (waiting !== undefined || !goesOn) return { at };
    if (request.kind !== "automation") this.#remember(threadId, request, decision);
    return { at, note: kept ?? continuation(request, decision) };
  }

  /** A turn is over: what was answered before it holds no longer. */
  turnEnded(threadId: ThreadId): void {
    this.#given.delete(threadId);
  }

  /** The events that take approvals back, which the caller keeps; then `forget` takes them out of the queue. */
  withdrawn(approvals: readonly Approval[]): readonly ThreadEvent[] {
    const at = this.#needs.now();
    return approvals.map(({ id }) => ({ type: "approval.resolved", approvalId: id, decision: "stop", at }));
  }

  forget(approvals: readonly Approval[]): void {
    for (const { id } of approvals) this.#needs.queue.remove(id);
  }

  #remember(threadId: ThreadId, request: Approval["request"], decision: Decision): void {
    const given = this.#given.get(threadId) ?? new Map<string, Decision>();
    this.#given.set(threadId, given.set(JSON.stringify(request), decision));
  }

  #takeGiven(threadId: ThreadId, request: Approval["request"]): Decision | undefined {
    const given = this.#given.get(threadId);
    const key = JSON.stringify(request);
    const decision = given?.get(key);
    given?.delete(key);
    return decision;
  }

  #wait(approvalId: ApprovalId, signal: AbortSignal): Promise<Decision> {
    return new Promise((resolve) => {
      const done = (decision: Decision) => {
        this.#waiting.delete(approvalId);
        signal.removeEventListener("abort", stop);
        resolve(decision);
      };
      const stop = () => done("stop");
      this.#waiting.set(approvalId, done);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }
}

function keepBy({ keep }: WithAnswer): string {
  if (keep === undefined) throw new RangeError("A yes to an automation comes with what keeps it");
  return keep();
}

const isYes = (decision: ApprovalDecision): boolean => decision === "approve" || decision === "approve_for_thread";

/** What the model is told when an answer comes after its turn was cut off. */
function continuation(request: Approval["request"], decision: ApprovalDecision): string {
  if (request.kind === "budget") return "The last turn was cut off. Go on where it stopped.";
  const verdict =
    decision === "decline"
      ? "The person declined it: go on without it."
      : "The person approved it now: do it again, exactly as before.";
  return `The last turn was cut off while this waited for approval:\n${requestSubject(request)}\n${verdict}`;
}
