import {
  addUsage,
  type DigestFile,
  type DigestPlan,
  type Item,
  type ItemId,
  type LoggedEvent,
  noUsage,
  type OpenQuestion,
  type Plan,
  plainWords,
  type Question,
  type QuestionField,
  type TestRun,
  type ThreadDigest,
  type ThreadId,
  type TurnId,
  type Usage,
} from "@flightdeck/contract";
import { lastWords, oneLine, tailOf } from "./lines.ts";
import { testRunOf } from "./testRun.ts";

const SAID = 280;
const STEPS = 60;
const FILES_SHOWN = 4;
/** So many files of one turn are told apart; those beyond are counted together. */
const FILES_KEPT = 200;
/** Turns whose order is known, for a thread that is rolled back. */
const TURNS_KEPT = 50;
/** Characters of a growing text that are kept. */
const GROWING = 4_000;

interface OfTurn<T> {
  readonly turnId: TurnId;
  readonly value: T;
}

/** What is folded of a thread: its digest, and as little more as it takes to go on. */
export interface DigestState {
  readonly turns: readonly TurnId[];
  /** What runs now: the last of several. */
  readonly running?: { readonly itemId: ItemId; readonly kind: Item["type"]; readonly text: string };
  readonly step?: string;
  readonly said?: OfTurn<string>;
  readonly tail: readonly string[];
  readonly plan?: OfTurn<DigestPlan>;
  readonly files?: OfTurn<Readonly<Record<string, DigestFile>>>;
  /** Changes whose item was counted already, since it is told of more than once. */
  readonly counted: readonly ItemId[];
  readonly tests?: OfTurn<TestRun>;
  readonly usage: Usage;
  readonly queued: number;
  readonly steers: number;
  readonly asked: readonly OpenQuestion[];
  readonly question?: { readonly itemId: ItemId; readonly field: QuestionField; readonly fields: number };
  readonly error?: OfTurn<string>;
}

export const emptyDigest: DigestState = {
  turns: [],
  tail: [],
  counted: [],
  usage: noUsage,
  queued: 0,
  steers: 0,
  asked: [],
};

/** The digest after one more event of the thread, logged or live; the same one where it says nothing to it. */
export function foldDigest(state: DigestState, event: LoggedEvent): DigestState {
  switch (event.type) {
    case "turn.started":
      return {
        ...still(state),
        turns: [...state.turns, event.turnId].slice(-TURNS_KEPT),
        step: "Starting",
        error: undefined,
      };
    case "turn.ended":
      return {
        ...still(state),
        tests: stopped(state.tests),
        error: event.error && { turnId: event.turnId, value: oneLine(event.error.message, SAID) },
      };
    case "turn.usage":
      return event.inherited ? state : { ...state, usage: addUsage(state.usage, event.usage) };
    case "turn.retrying":
      return { ...state, step: `Trying again, ${event.attempt} of ${event.of}: ${oneLine(event.reason, 120)}` };
    case "item.started":
    case "item.updated":
    case "item.completed":
      return foldItem(state, event.turnId, event.item);
    case "item.delta":
      return grow(state, event.itemId, event.text);
    case "queue.changed":
      return { ...state, queued: event.queue.length };
    case "steer.changed":
      return { ...state, steers: event.steers.length };
    case "question.asked":
      return { ...state, asked: [...state.asked.filter(({ id }) => id !== event.question.id), event.question] };
    case "question.answered":
      return { ...state, asked: state.asked.filter(({ id }) => id !== event.questionId) };
    case "worktree.changed": {
      const { state: made, message } = event.worktree;
      const making = made === "creating" || made === "setting_up";
      return making ? { ...state, step: message ?? "Preparing the worktree" } : { ...state, step: undefined };
    }
    case "thread.rolled_back":
      return rolledBack(state, event.turnId);
    case "thread.started":
    case "thread.titled":
    case "thread.configured":
    case "thread.flagged":
    case "landing.changed":
    case "checkpoint.made":
    case "approval.requested":
    case "approval.resolved":
    case "gate.overridden":
    case "pull_request.changed":
    case "row.quarantined":
      return state;
  }
}

const still = (state: DigestState): DigestState => ({ ...state, running: undefined, step: undefined });

const stopped = (tests: DigestState["tests"]): DigestState["tests"] =>
  tests?.value.state === "running" ? { ...tests, value: { ...tests.value, state: "stopped" } } : tests;

/** What came from the turns that are gone goes with them; a turn that is not known takes all of it. */
function rolledBack(state: DigestState, turnId: TurnId): DigestState {
  const at = Math.max(0, state.turns.indexOf(turnId));
  const gone = new Set(state.turns.slice(at));
  const stays = <T>(part: OfTurn<T> | undefined) =>
    at > 0 && part !== undefined && !gone.has(part.turnId) ? part : undefined;
  return {
    ...still(state),
    turns: state.turns.slice(0, at),
    said: stays(state.said),
    tail: [],
    plan: stays(state.plan),
    files: stays(state.files),
    tests: stays(state.tests),
    error: stays(state.error),
    asked: state.asked.filter((asked) => at > 0 && !gone.has(asked.turnId)),
  };
}

function foldItem(state: DigestState, turnId: TurnId, item: Item): DigestState {
  const words = item.status === "running" ? stepOf(item) : undefined;
  const moved =
    words !== undefined
      ? { ...state, step: words, running: { itemId: item.id, kind: item.type, text: textOf(item) } }
      : state.running?.itemId === item.id || state.running === undefined
        ? { ...state, running: undefined, step: state.running === undefined ? state.step : "Thinking" }
        : state;
  switch (item.type) {
    case "agent_message":
      return { ...moved, said: { turnId, value: oneLine(plainWords(item.text.slice(0, SAID * 4)), SAID) } };
    case "command": {
      const run = testRunOf(item);
      const tail = item.output === "" ? (words === undefined ? moved.tail : []) : tailOf(item.output);
      return { ...moved, tail, tests: run === undefined ? moved.tests : { turnId, value: run } };
    }
    case "file_change":
      return item.status === "completed" ? countFiles(moved, turnId, item) : moved;
    case "plan":
      return { ...moved, plan: planOf(moved.plan, turnId, item) };
    case "question":
      return { ...moved, question: questionOf(item) };
    case "error":
      return { ...moved, error: { turnId, value: oneLine(item.message, SAID) } };
    case "user_message":
    case "reasoning":
    case "tool_call":
    case "compaction":
    case "review":
      return moved;
  }
}

/** What a running item does, in a person's words. */
function stepOf(item: Item): string | undefined {
  switch (item.type) {
    case "command":
      return item.waiting === undefined
        ? `Running ${oneLine(item.command, 180)}`
        : `Waiting for the machine, place ${item.waiting.place}: ${oneLine(item.command, 120)}`;
    case "file_change": {
      const [first] = item.changes;
      const others = item.changes.length > 1 ? ` and ${item.changes.length - 1} more` : "";
      return `Editing ${first?.path.split("/").at(-1) ?? "files"}${others}`;
    }
    case "tool_call":
      return oneLine(item.summary, 200);
    case "agent_message":
      return "Writing";
    case "reasoning":
      return "Thinking";
    case "compaction":
      return "Making the conversation shorter";
    case "review":
      return "Reviewing the changes";
    case "question":
      return "Asking";
    case "plan":
    case "user_message":
    case "error":
      return undefined;
  }
}

const textOf = (item: Item): string => {
  if (item.type === "agent_message") return item.text.slice(-GROWING);
  return item.type === "command" ? item.output.slice(-GROWING) : "";
};

/** The end of a text that streams: of what is said or printed. */
function grow(state: DigestState, itemId: ItemId, text: string): DigestState {
  const { running } = state;
  if (running?.itemId !== itemId) return state;
  if (running.kind !== "command" && running.kind !== "agent_message") return state;
  return { ...state, running: { ...running, text: (running.text + text).slice(-GROWING) } };
}

function countFiles(state: DigestState, turnId: TurnId, item: Extract<Item, { type: "file_change" }>): DigestState {
  if (state.counted.includes(item.id)) return state;
  const before = state.files?.turnId === turnId ? state.files.value : {};
  // A file may be called "constructor" or "__proto__".
  const files = new Map(Object.entries(before));
  for (const { path, movedTo, additions, deletions } of item.changes) {
    const name = movedTo ?? path;
    const old = files.get(name) ?? { path: name, additions: 0, deletions: 0 };
    if (!files.has(name) && files.size >= FILES_KEPT) continue;
    files.set(name, { path: name, additions: old.additions + additions, deletions: old.deletions + deletions });
  }
  return {
    ...state,
    files: { turnId, value: Object.fromEntries(files) },
    counted: [...state.counted, item.id].slice(-20),
  };
}

function planOf(before: OfTurn<DigestPlan> | undefined, turnId: TurnId, item: Plan): OfTurn<DigestPlan> | undefined {
  const { proposal } = item;
  if (proposal?.state === "declined" || proposal?.state === "superseded")
    return before?.value.itemId === item.id ? undefined : before;
  if (item.steps.length === 0 && proposal === undefined) return before;
  const steps = item.steps.slice(0, STEPS).map(({ status }) => status);
  const now = item.steps.find(({ status }) => status === "in_progress")?.step;
  const open = proposal?.state === "open";
  return {
    turnId,
    value: {
      itemId: item.id,
      steps,
      ...(now === undefined ? {} : { now: oneLine(now, 200) }),
      ...(open
        ? {
            proposal: {
              title: oneLine(proposal.title, 200),
              first: item.steps.slice(0, 3).map(({ step }) => oneLine(step, 160)),
              revision: proposal.revision ?? 0,
            },
          }
        : {}),
    },
  };
}

function questionOf(item: Question): DigestState["question"] {
  const [field] = item.fields;
  if (field === undefined) return undefined;
  const cut: QuestionField = {
    ...field,
    question: oneLine(field.question, 500),
    options: field.options.map(({ label }) => ({ label })),
  };
  return { itemId: item.id, field: cut, fields: item.fields.length };
}

/** The digest as a client sees it. */
export function shownDigest(threadId: ThreadId, state: DigestState): ThreadDigest {
  const { running, asked, question } = state;
  const files = Object.values(state.files?.value ?? {});
  const waiting = asked.find(({ itemId }) => itemId === question?.itemId);
  const printing = running?.kind === "command" && running.text !== "";
  const saying = running?.kind === "agent_message" && running.text !== "";
  return {
    threadId,
    step: state.step,
    said: saying ? lastWords(plainWords(running.text.slice(-SAID * 4)), SAID) : (state.said?.value ?? ""),
    tail: printing ? tailOf(running.text) : state.tail,
    plan: state.plan?.value,
    files: files.toSorted((a, b) => b.additions + b.deletions - (a.additions + a.deletions)).slice(0, FILES_SHOWN),
    fileCount: files.length,
    tests: state.tests?.value,
    usage: { tokens: state.usage.input + state.usage.output, cost: state.usage.cost },
    queued: state.queued,
    steers: state.steers,
    question:
      waiting === undefined || question === undefined
        ? undefined
        : { questionId: waiting.id, field: question.field, fields: question.fields },
    error: state.error?.value,
  };
}
