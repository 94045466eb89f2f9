import type { Approval } from "./approval.ts";
import type { OverrideRecord } from "./gate.ts";
import type { ItemId, ProjectId, ThreadId, TurnId } from "./ids.ts";
import type { Item, Plan } from "./item.ts";
import type { ThreadLanding } from "./landing.ts";
import type { ThreadNotices } from "./notification.ts";
import type { AgentMode, ThreadSettings } from "./permissions.ts";
import type { ThreadPullRequest } from "./pullRequest.ts";
import type { OpenQuestion } from "./question.ts";
import type {
  ForkedFrom,
  LoggedEvent,
  QueuedMessage,
  Steer,
  ThreadAutomation,
  ThreadEvent,
  ThreadWorktree,
  TurnError,
  TurnKind,
} from "./threadEvent.ts";
import { addUsage, type CacheReport, noUsage, type Usage } from "./usage.ts";

export type TurnOutcome = "running" | "completed" | "failed" | "interrupted";

/** What one request to the model took; its items share it. */
export interface TurnRequest {
  readonly items: readonly ItemId[];
  readonly usage: Usage;
  readonly cache?: CacheReport;
}

/** One request and all that follows until the agent stops. */
export interface Turn {
  readonly id: TurnId;
  readonly model: string;
  readonly kind: TurnKind;
  readonly mode: AgentMode;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome: TurnOutcome;
  readonly error?: TurnError;
  readonly items: readonly Item[];
  /** Items of this turn that came before the first of `items` and were not loaded. */
  readonly earlierItems: number;
  readonly usage: Usage;
  /** Each request to the model, with the items that it brought. */
  readonly requests?: readonly TurnRequest[];
  /** What the provider said of its cache at the last request. */
  readonly cache?: CacheReport;
  readonly checkpoints: { readonly before?: string; readonly after?: string };
  /** The provider is being tried again; gone with the next sign of life. */
  readonly retrying?: { readonly attempt: number; readonly of: number; readonly reason: string };
}

/** A thread as its log tells it. A client may hold only its last turns; `earlierTurns` counts the others. */
export interface Thread {
  readonly id: ThreadId;
  readonly projectId: ProjectId;
  readonly title: string;
  /** Absolute: where commands run. */
  readonly cwd: string;
  readonly settings: ThreadSettings;
  readonly worktree?: ThreadWorktree;
  readonly pullRequest?: ThreadPullRequest;
  /** Its last landing. */
  readonly landing?: ThreadLanding;
  readonly turns: readonly Turn[];
  readonly earlierTurns: number;
  readonly approvals: readonly Approval[];
  readonly questions: readonly OpenQuestion[];
  readonly queue: readonly QueuedMessage[];
  readonly steers: readonly Steer[];
  /** The accepted plan that is carried out: its steps are ticked off where it stands. */
  readonly plan?: { readonly turnId: TurnId; readonly itemId: ItemId };
  readonly forkedFrom?: ForkedFrom;
  /** It was begun by an automation. */
  readonly automation?: ThreadAutomation;
  readonly usage: Usage;
  readonly pinned: boolean;
  readonly notices?: ThreadNotices;
  /** Where the person put it, as `threadRank` compares it. */
  readonly rank?: number;
  readonly archived: boolean;
  readonly unread: boolean;
  /** When the person landed work over the gate. */
  readonly overrides?: readonly OverrideRecord[];
  readonly quarantined: readonly { readonly seq: number; readonly reason: string }[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ThreadStatus =
  | "idle"
  | "running"
  | "waiting_approval"
  | "waiting_answer"
  | "plan_ready"
  | "failed"
  | "interrupted";

/** The one word for where a thread stands, derived and never stored on its own. */
export function threadStatus(thread: Thread): ThreadStatus {
  if (thread.questions.length > 0) return "waiting_answer";
  // Approvals outlive a turn that the death of the host interrupted: answering one goes on where it stopped.
  if (thread.approvals.length > 0) return "waiting_approval";
  const { worktree } = thread;
  if (worktree?.state === "creating" || worktree?.state === "setting_up") return "running";
  const last = thread.turns.at(-1);
  if (last === undefined) return worktree?.state === "failed" ? "failed" : "idle";
  if (openPlan(thread) !== undefined && last.outcome === "completed") return "plan_ready";
  return last.outcome === "completed" ? "idle" : last.outcome;
}

/**
 * When the agent stopped last: a plan, a failure or finished work waits for the person since then, whatever they changed
 * meanwhile. Undefined while a turn runs and before the first.
 */
export const restingSince = (thread: Thread): number | undefined => thread.turns.at(-1)?.endedAt;

const isOpen = (item: Item): item is Plan => item.type === "plan" && item.proposal?.state === "open";

/** The plan that waits for the person's yes; it goes on waiting while they only write on in plan mode. */
export function openPlan(thread: Thread): Plan | undefined {
  for (let index = thread.turns.length - 1; thread.turns[index]?.mode === "plan"; index--) {
    const plan = thread.turns[index]?.items.findLast(isOpen);
    if (plan !== undefined) return plan;
  }
  return undefined;
}

function startedThread(event: Extract<ThreadEvent, { type: "thread.started" }>): Thread {
  return {
    id: event.threadId,
    projectId: event.projectId,
    title: event.title,
    cwd: event.cwd,
    settings: event.settings,
    worktree: event.worktree,
    turns: [],
    earlierTurns: 0,
    approvals: [],
    questions: [],
    queue: [],
    steers: [],
    forkedFrom: event.forkedFrom,
    ...(event.automation && { automation: event.automation }),
    usage: noUsage,
    pinned: false,
    archived: false,
    unread: false,
    quarantined: [],
    createdAt: event.at,
    updatedAt: event.at,
  };
}

/** Without a turn and those after it, and what they wait for; a turn that was not loaded takes all that are with it. */
function withoutTurns(
  thread: Thread,
  turnId: TurnId,
): Pick<Thread, "turns" | "approvals" | "questions" | "plan" | "usage"> {
  const index = Math.max(
    0,
    thread.turns.findIndex(({ id }) => id === turnId),
  );
  const removed = new Set(thread.turns.slice(index).map(({ id }) => id));
  const stays = (asked: { readonly turnId: TurnId }) => index > 0 && !removed.has(asked.turnId);
  const turns = thread.turns.slice(0, index);
  return {
    turns,
    usage: { ...thread.usage, context: turns.at(-1)?.usage.context ?? 0 },
    plan: thread.plan && stays(thread.plan) ? thread.plan : undefined,
    approvals: thread.approvals.filter(stays),
    questions: thread.questions.filter(stays),
  };
}

/** Edits one turn by its id; a turn that was not loaded is left as it is. */
function editTurn(thread: Thread, turnId: TurnId, edit: (turn: Turn) => Turn): Thread {
  const index = thread.turns.findLastIndex((turn) => turn.id === turnId);
  const turn = thread.turns[index];
  return turn === undefined ? thread : { ...thread, turns: thread.turns.with(index, edit(turn)) };
}

/** Puts an item in its place: over the one with its id, or at the end. */
function putItem(turn: Turn, item: Item): Turn {
  const index = turn.items.findLastIndex((other) => other.id === item.id);
  const items = index < 0 ? [...turn.items, item] : turn.items.with(index, item);
  return { ...turn, items, retrying: undefined };
}

/** A newer proposal takes the place of older ones. */
function supersede(thread: Thread, newest: ItemId): Thread {
  const isOlder = (item: Item): item is Plan => isOpen(item) && item.id !== newest;
  const withdrawn = (item: Item): Item =>
    isOlder(item) && item.proposal !== undefined
      ? { ...item, proposal: { ...item.proposal, state: "superseded" } }
      : item;
  const turns = thread.turns.map((turn) =>
    turn.items.some(isOlder) ? { ...turn, items: turn.items.map(withdrawn) } : turn,
  );
  return { ...thread, turns };
}

/** Ticks the accepted plan's steps off, by their words; steps that the agent made up meanwhile are its own. */
function tickOff(thread: Thread, steps: Plan["steps"]): Thread {
  const { plan } = thread;
  if (plan === undefined) return thread;
  const statusOf = new Map(steps.map(({ step, status }) => [step.trim(), status]));
  return editTurn(thread, plan.turnId, (turn) => ({
    ...turn,
    items: turn.items.map((item) =>
      item.id === plan.itemId && item.type === "plan"
        ? {
            ...item,
            steps: item.steps.map((step) => ({ ...step, status: statusOf.get(step.step.trim()) ?? step.status })),
          }
        : item,
    ),
  }));
}

/** What a plan does to the other plans of its thread. */
function settlePlans(thread: Thread, turnId: TurnId, item: Item): Thread {
  if (item.type !== "plan") return thread;
  switch (item.proposal?.state) {
    case "open": {
      // An accepted plan that waits again is carried out no more.
      const plan = thread.plan?.itemId === item.id ? undefined : thread.plan;
      return { ...supersede(thread, item.id), plan };
    }
    case "accepted":
    case "accepted_fresh":
      return { ...thread, plan: { turnId, itemId: item.id } };
    case "declined":
    case "superseded":
      return thread;
    case undefined:
      return tickOff(thread, item.steps);
  }
}

/** Characters of a command's output that a thread holds, half from each end. */
const OUTPUT_LIMIT = 65_536;

/** Cuts the middle of a long output; a cut one may grow to twice the limit before it is cut again. */
export function clipOutput(output: string): string {
  if (output.length <= OUTPUT_LIMIT * 2) return output;
  const half = OUTPUT_LIMIT / 2;
  return `${output.slice(0, half)}\n… cut …\n${output.slice(-half)}`;
}

function growItem(item: Item, text: string): Item {
  switch (item.type) {
    case "agent_message":
    case "reasoning":
      return { ...item, text: item.text + text };
    case "command":
      return { ...item, output: clipOutput(item.output + text), outputBytes: item.outputBytes + text.length };
    case "tool_call":
      return { ...item, output: item.output + text };
    case "user_message":
    case "plan":
    case "file_change":
    case "question":
    case "compaction":
    case "review":
    case "error":
      return item;
  }
}

/**
 * The state after one more event. The host folds it to decide, the renderer to draw: no clock, no ids, no I/O in here.
 * The first event of a log is `thread.started`; before it there is no thread.
 */
export function reduceThread(thread: Thread | undefined, event: LoggedEvent): Thread | undefined {
  if (event.type === "thread.started") return startedThread(event);
  if (thread === undefined) return undefined;
  const moved = { ...thread, updatedAt: event.at };
  switch (event.type) {
    case "thread.titled":
      return { ...moved, title: event.title };
    case "thread.configured":
      return { ...moved, settings: event.settings };
    case "thread.flagged":
      return {
        ...thread,
        pinned: event.pinned ?? thread.pinned,
        archived: event.archived ?? thread.archived,
        unread: event.unread ?? thread.unread,
        ...(event.notices !== undefined && { notices: event.notices ?? undefined }),
        ...(event.rank !== undefined && { rank: event.rank }),
      };
    case "worktree.changed":
      return { ...moved, worktree: event.worktree, cwd: event.cwd ?? event.worktree.path };
    case "pull_request.changed":
      return { ...thread, pullRequest: event.pullRequest ?? undefined };
    case "landing.changed":
      return { ...moved, landing: event.landing };
    case "queue.changed":
      return { ...moved, queue: event.queue };
    case "steer.changed":
      return { ...moved, steers: event.steers };
    case "thread.rolled_back":
      return { ...moved, ...withoutTurns(thread, event.turnId) };
    case "question.asked":
      return {
        ...moved,
        questions: [...thread.questions.filter(({ id }) => id !== event.question.id), event.question],
      };
    case "question.answered":
      return { ...moved, questions: thread.questions.filter(({ id }) => id !== event.questionId) };
    case "turn.started":
      return {
        ...moved,
        unread: false,
        turns: [
          ...thread.turns,
          {
            id: event.turnId,
            model: event.model,
            kind: event.kind ?? "agent",
            mode: event.mode ?? "act",
            startedAt: event.at,
            outcome: "running",
            items: [],
            earlierItems: 0,
            usage: noUsage,
            checkpoints: {},
          },
        ],
      };
    case "turn.usage":
      return {
        ...editTurn(moved, event.turnId, (turn) => ({
          ...turn,
          usage: addUsage(turn.usage, event.usage),
          requests: [...(turn.requests ?? []), { items: event.items ?? [], usage: event.usage, cache: event.cache }],
          cache: event.cache ?? turn.cache,
        })),
        usage: event.inherited
          ? { ...thread.usage, context: event.usage.context }
          : addUsage(thread.usage, event.usage),
      };
    case "turn.ended":
      return {
        ...editTurn(moved, event.turnId, (turn) => ({
          ...turn,
          outcome: event.outcome,
          error: event.error,
          endedAt: event.at,
          retrying: undefined,
          items: turn.items.map((item) =>
            item.status === "running" ? { ...item, status: "interrupted", endedAt: event.at } : item,
          ),
        })),
        unread: true,
      };
    case "checkpoint.made":
      return editTurn(thread, event.turnId, (turn) => ({
        ...turn,
        checkpoints: { ...turn.checkpoints, [event.when]: event.commit },
      }));
    case "item.started":
    case "item.updated":
    case "item.completed":
      return settlePlans(
        editTurn(moved, event.turnId, (turn) => putItem(turn, event.item)),
        event.turnId,
        event.item,
      );
    case "item.delta":
      return editTurn(moved, event.turnId, (turn) => {
        const index = turn.items.findLastIndex((item) => item.id === event.itemId);
        const item = turn.items[index];
        if (item === undefined) return turn;
        return { ...turn, items: turn.items.with(index, growItem(item, event.text)), retrying: undefined };
      });
    case "approval.requested":
      return {
        ...moved,
        approvals: [...thread.approvals.filter(({ id }) => id !== event.approval.id), event.approval],
      };
    case "approval.resolved":
      return { ...moved, approvals: thread.approvals.filter(({ id }) => id !== event.approvalId) };
    case "gate.overridden":
      return { ...moved, overrides: [...(thread.overrides ?? []), event.record] };
    case "row.quarantined":
      return { ...thread, quarantined: [...thread.quarantined, { seq: event.seq, reason: event.reason }] };
    case "turn.retrying":
      return editTurn(thread, event.turnId, (turn) => ({
        ...turn,
        retrying: { attempt: event.attempt, of: event.of, reason: event.reason },
      }));
  }
}

/** The newest `limit` items of a thread, whole turns' heads kept, for a client that opens it. */
export function lastItems(thread: Thread, limit: number): Thread {
  let room = limit;
  let first = thread.turns.length;
  while (first > 0 && room > 0) {
    first -= 1;
    room -= Math.max(1, thread.turns[first]?.items.length ?? 0);
  }
  const turns = thread.turns.slice(first);
  const head = turns[0];
  if (head !== undefined && room < 0) {
    turns[0] = { ...head, items: head.items.slice(-room), earlierItems: head.earlierItems - room };
  }
  return { ...thread, turns, earlierTurns: thread.earlierTurns + first };
}

/** Joins an earlier page of turns to the front; a turn cut by the page's edge becomes one again. */
export function prependTurns(thread: Thread, page: readonly Turn[], earlierTurns: number): Thread {
  const last = page.at(-1);
  const head = thread.turns[0];
  if (last === undefined) return { ...thread, earlierTurns };
  if (head === undefined || last.id !== head.id) return { ...thread, turns: [...page, ...thread.turns], earlierTurns };
  const joined = { ...head, items: [...last.items, ...head.items], earlierItems: last.earlierItems };
  return { ...thread, turns: [...page.slice(0, -1), joined, ...thread.turns.slice(1)], earlierTurns };
}
