import {
  type ApprovalDecision,
  type ApprovalId,
  ItemId,
  type MessageId,
  type QuestionId,
  type ThreadEvent,
  type ThreadId,
  type ThreadSettings,
  TurnId,
} from "@flightdeck/contract";
import {
  canCompact,
  type ContextWindow,
  estimateTokens,
  missingOutputs,
  type ModelConnection,
  type PromptItem,
  type QuestionAnswers,
  repairPrompt,
  SteerLane,
} from "../agent/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import type { Questions } from "../questions/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import { ThreadApprovals } from "./approvals.ts";
import { Connections } from "./connections.ts";
import { keepCountingLines } from "./countLines.ts";
import type { ThreadLog } from "./log.ts";
import { makeWorktree } from "./makeWorktree.ts";
import type { OpenThread } from "./openThread.ts";
import { ThreadQuestions } from "./questions.ts";
import { interruptTurn, unheardMessage } from "./recovery.ts";
import { leftSteers, type Message, sentSteer, withoutSteer } from "./steers.ts";
import { driveTurn, HOST_CLOSING, isWork, type TurnPlan, type TurnWorld } from "./turn.ts";
import { workState } from "./workState.ts";

/** What turns need of the other features. */
export interface TurnsOptions {
  readonly approvals: Approvals;
  readonly questions: Questions;
  readonly world: TurnWorld;
  readonly worktrees: Pick<Worktrees, "create">;
  /** Saves the state of the thread's folder; undefined where it cannot be saved (no repository). */
  readonly checkpoint: (open: OpenThread, turnId: TurnId, when: "before" | "after") => Promise<string | undefined>;
  readonly openConnection: (model: string) => ModelConnection;
  /** Everything the agent of this turn is given, read when its folder is ready. */
  readonly prepare: (
    open: OpenThread,
    turn: { readonly turnId: TurnId; readonly prompt: TurnPlan["prompt"]; readonly said: Said },
  ) => Promise<
    Pick<TurnPlan, "instructions" | "tools"> & {
      readonly added: readonly PromptItem[];
      readonly context: readonly PromptItem[];
    }
  >;
  /** A message of the person as the model reads it. */
  readonly hear: (open: OpenThread, message: Message) => Promise<readonly PromptItem[]>;
  /** How much of a conversation a model takes, and when it is made shorter. */
  readonly windowOf: (model: string) => Pick<ContextWindow, "size" | "compactAt">;
  /** Whether a word of a command names a file in the thread's folder. */
  readonly isFile: (open: OpenThread, word: string) => boolean;
  readonly countLines: (open: OpenThread) => Promise<{ readonly additions: number; readonly deletions: number }>;
  readonly report: (message: string, error: unknown) => void;
}

/** What a turn begins with: the person's message, or a note on why it goes on without one. */
export type Said = Omit<Message, "id"> | { readonly note: string };

export interface TurnStart {
  /** With the accepted plan that it is. */
  readonly message?: Message & { readonly plan?: ItemId };
  readonly note?: string;
  /** compaction: the conversation is made shorter and nothing else happens. */
  readonly kind?: "agent" | "compaction";
  /** `thread.started`, when the turn is the thread's first and begins with it. */
  readonly first?: Extract<ThreadEvent, { type: "thread.started" }>;
  readonly copyLocalChanges?: boolean;
  /** What the thread works with from this turn on. */
  readonly settings?: ThreadSettings;
  /** What happens in the same write as the turn's start, before it. */
  readonly with?: readonly ThreadEvent[];
  /** The model gets this turn's message alone, without the conversation before it. */
  readonly fresh?: boolean;
}

interface Running {
  readonly turnId: TurnId;
  readonly kind: "agent" | "compaction";
  readonly abort: AbortController;
  readonly steers: SteerLane;
  /** The last message that is on its way into the lane; they go in one after the other. */
  hearing: Promise<void>;
  readonly done: Promise<void>;
}

interface Turning {
  readonly turnId: TurnId;
  readonly kind: "agent" | "compaction";
  readonly steers: SteerLane;
  readonly abort: AbortController;
  readonly said: Said;
  /** The turn before, when it has ended and is not yet done. */
  readonly before: Promise<void> | undefined;
  readonly copyLocalChanges: boolean;
  readonly fresh: boolean;
}

/** The turns of all threads: one at a time in each, from the person's message to the checkpoint after it. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #log: ThreadLog;
  readonly #running = new Map<ThreadId, Running>();
  /** What goes on in a thread's folder beside its turns: the look after a turn's end, a landing. The next turn waits for it. */
  readonly #settling = new Map<ThreadId, Promise<void>>();
  readonly approvals: ThreadApprovals;
  readonly questions: ThreadQuestions;
  readonly #closing = new AbortController();
  readonly #connections: Connections;

  constructor(options: TurnsOptions, log: ThreadLog) {
    this.#options = options;
    this.#log = log;
    this.#connections = new Connections(options.openConnection);
    this.approvals = new ThreadApprovals({ ...options.world, queue: options.approvals, log });
    this.questions = new ThreadQuestions({ ...options.world, queue: options.questions, log });
  }

  /** Whether anything of a turn is under way. */
  isWorking(threadId: ThreadId): boolean {
    return this.#running.has(threadId) || this.#settling.has(threadId);
  }

  /** Whether a message has to wait: a turn runs, or the worktree is made for a thread that has none yet. */
  isBusy(open: OpenThread): boolean {
    const { worktree, turns } = open.thread;
    const making = worktree?.state === "creating" || worktree?.state === "setting_up";
    return this.hasTurn(open) || (making && turns.length === 0);
  }

  /** Whether a turn runs that could be spoken to. */
  hasTurn({ thread: { id, turns } }: OpenThread): boolean {
    return this.#running.has(id) && turns.at(-1)?.outcome === "running";
  }

  /** Keeps the message, then begins; what comes is shown as events. Throws what the store throws, with nothing changed. */
  start(open: OpenThread, start: TurnStart): void {
    const { world } = this.#options;
    const { message, first, kind = "agent" } = start;
    const turnId = TurnId.parse(world.newId("turn"));
    const at = world.now();
    const events: ThreadEvent[] = first ? [first] : [];
    // Who writes on has left behind what a turn of an earlier host had asked.
    const moot = first || !message ? [] : open.thread.approvals;
    events.push(...this.approvals.withdrawn(moot));
    const unanswered = first || !message ? [] : open.thread.questions;
    events.push(...this.questions.withdrawn(unanswered));
    const queue = first ? [] : open.thread.queue.filter(({ id }) => id !== message?.id);
    if (!first && queue.length < open.thread.queue.length) events.push({ type: "queue.changed", queue, at });
    events.push(...(start.with ?? []));
    if (start.settings) events.push({ type: "thread.configured", settings: start.settings, at });
    const { model, mode } = start.settings ?? (first ?? open.thread).settings;
    events.push({ type: "turn.started", turnId, model, kind, ...(mode === "plan" ? { mode } : {}), at });
    if (message) {
      const { id: messageId, text, images, skills, plan } = message;
      const named = { ...(skills?.length ? { skills: [...skills] } : {}), ...(plan ? { plan } : {}) };
      const times = { status: "completed", startedAt: at, endedAt: at } as const;
      const id = ItemId.parse(world.newId("item"));
      events.push({
        type: "item.completed",
        turnId,
        item: { type: "user_message", id, messageId, text, images, ...named, ...times },
        at,
      });
    }
    open.commit(events, { also: (threadId) => message && this.#log.rememberMessage(threadId, message.id, at) });
    this.approvals.forget(moot);
    this.questions.forget(unanswered);
    const threadId = open.thread.id;
    const abort = new AbortController();
    // Too late to be heard by this host: kept, and told to the next one's model.
    if (this.#closing.signal.aborted) abort.abort(HOST_CLOSING);
    const said = message ?? { note: start.note ?? "" };
    const before = this.#running.get(threadId)?.done;
    const steers = new SteerLane();
    const { copyLocalChanges = false, fresh = false } = start;
    const done = this.#run(open, { turnId, kind, steers, abort, said, before, copyLocalChanges, fresh });
    this.#running.set(threadId, { turnId, kind, steers, abort, hearing: Promise.resolve(), done });
  }

  /**
   * Says something to the running turn: kept first, then on its way. `taken` is written with it: where it came from.
   * Throws `turn_not_running`, `turn_not_steerable`.
   */
  steer(open: OpenThread, message: Message, taken: readonly ThreadEvent[] = []): void {
    const running = this.#running.get(open.thread.id);
    if (running === undefined || !this.isBusy(open)) throw new AppError("turn_not_running");
    if (running.kind === "compaction" || this.#closing.signal.aborted) throw new AppError("turn_not_steerable");
    const at = this.#options.world.now();
    open.commit([...taken, sentSteer(open.thread, message, at)], {
      also: (threadId) => this.#log.rememberMessage(threadId, message.id, at),
    });
    const hear = async () => {
      const input = await this.#options.hear(open, message);
      // It may have been taken back, or the turn may be over and have left it to the queue.
      if (open.thread.steers.some(({ id }) => id === message.id)) running.steers.push({ id: message.id, input });
    };
    running.hearing = running.hearing
      .then(hear)
      .catch((error: unknown) => this.#options.report("a message could not be put into the turn", error));
  }

  /** Takes back what the provider does not have; it is gone, or at the queue's front. Throws `message_not_found`. */
  unsteer(open: OpenThread, messageId: MessageId, toQueue: boolean): void {
    const { id: threadId, steers, queue } = open.thread;
    const steer = steers.find(({ id }) => id === messageId);
    const lane = this.#running.get(threadId)?.steers;
    if (steer === undefined || lane?.withdraw(messageId) === false) throw new AppError("message_not_found");
    const at = this.#options.world.now();
    const { state: _, sentAt: queuedAt, ...message } = steer;
    const back: ThreadEvent = { type: "queue.changed", queue: [{ ...message, queuedAt }, ...queue], at };
    open.commit([withoutSteer(open.thread, messageId, at), ...(toQueue ? [back] : [])]);
  }

  /** Makes the conversation shorter, as a turn of its own. Throws `turn_running`, `nothing_to_compact`. */
  compact(open: OpenThread): void {
    if (this.isBusy(open)) throw new AppError("turn_running");
    if (!canCompact(this.#log.prompt(open.thread.id))) throw new AppError("nothing_to_compact");
    this.start(open, { kind: "compaction" });
  }

  /** Makes the worktree of a thread that begins without a message. */
  prepareFolder(open: OpenThread, copyLocalChanges: boolean): void {
    this.#settle(open, this.#makeFolder(open, copyLocalChanges));
  }

  async #makeFolder(open: OpenThread, copyLocalChanges: boolean): Promise<void> {
    const { worktrees, world, report } = this.#options;
    const { signal } = this.#closing;
    try {
      await makeWorktree(open, { ...world, worktrees, copyLocalChanges, signal });
    } catch (error) {
      if (!(error instanceof AppError)) report("a worktree could not be made", error);
      return;
    }
    if (!signal.aborted) this.#sendNext(open);
  }

  /** Throws `turn_not_running`. */
  interrupt(open: OpenThread): void {
    const running = this.#running.get(open.thread.id);
    if (running === undefined || !this.isBusy(open)) throw new AppError("turn_not_running");
    running.abort.abort();
  }

  /** Throws `approval_not_found`, `approval_answered`. Answers when the decision is kept. */
  answer(open: OpenThread, approvalId: ApprovalId, decision: ApprovalDecision): number {
    // The turn that asked may be gone with an earlier host: then the thread goes on from the answer.
    const { at, note } = this.approvals.answer(open, approvalId, decision);
    if (note !== undefined && !this.isBusy(open)) this.start(open, { note });
    return at;
  }

  /** Answers what an agent asked in words; a turn that is gone goes on from the answer. */
  answerQuestion(open: OpenThread, questionId: QuestionId, answers: QuestionAnswers): void {
    const heard = this.questions.answer(open, questionId, answers);
    if (!heard && !this.isBusy(open)) this.start(open, { note: "The person has answered your questions: go on." });
  }

  /** Ends all turns in a way that loses nothing; pending approvals go on waiting in the next host. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { abort } of this.#running.values()) abort.abort(HOST_CLOSING);
    await this.idle();
    this.#connections.closeAll();
  }

  /** Lets go of what is kept for a thread between its turns. */
  forget(threadId: ThreadId): void {
    this.#connections.close(threadId);
  }

  /** Settles when no turn runs and none has anything left to do. */
  async idle(): Promise<void> {
    while (this.#running.size + this.#settling.size > 0) {
      await Promise.all([...[...this.#running.values()].map(({ done }) => done), ...this.#settling.values()]);
    }
  }

  /** Settles when what follows the thread's last turn is done: its second checkpoint, say. */
  async settled(threadId: ThreadId): Promise<void> {
    await this.#running.get(threadId)?.done;
    await this.#settling.get(threadId);
  }

  /** Does work with the thread's folder to itself: a turn sent meanwhile begins after it. Rejects with `turn_running`. */
  async alone<T>(open: OpenThread, work: () => Promise<T>): Promise<T> {
    const { id } = open.thread;
    for (;;) {
      if (this.isBusy(open)) throw new AppError("turn_running");
      const before = this.#running.get(id)?.done ?? this.#settling.get(id);
      if (before === undefined) break;
      await before;
    }
    const working = work();
    this.#settle(open, working);
    return working;
  }

  /** Never rejects: what cannot be kept is shown and reported. */
  async #run(open: OpenThread, turning: Turning): Promise<void> {
    const { turnId } = turning;
    const threadId = open.thread.id;
    try {
      // Whoever started the turn goes on first: the acknowledgement does not wait for git.
      await turning.before;
      await this.#settling.get(threadId);
      await this.#drive(open, turning);
    } catch (error) {
      this.#end(open, this.#failure(turnId, error, turning.abort.signal));
    }
    this.#dropAsked(open, turnId);
    const newest = this.#running.get(threadId)?.turnId === turnId;
    if (newest) {
      this.#running.delete(threadId);
      this.approvals.turnEnded(threadId);
    }
    if (this.#closing.signal.aborted) return;
    this.#settle(open, this.#finish(open, turnId));
    if (newest && open.thread.turns.at(-1)?.outcome === "completed") this.#sendNext(open);
  }

  #sendNext(open: OpenThread): void {
    const message = open.thread.queue[0];
    if (message === undefined) return;
    try {
      this.start(open, { message });
    } catch (error) {
      this.#options.report("a queued message could not be sent", error);
    }
  }

  async #drive(open: OpenThread, turning: Turning): Promise<void> {
    const { turnId, kind, steers, abort, said, copyLocalChanges, fresh } = turning;
    const { world, worktrees, prepare, isFile } = this.#options;
    const threadId = open.thread.id;
    this.#connections.of(threadId, open.thread.settings.model).prewarm();
    await makeWorktree(open, { ...world, worktrees, turnId, copyLocalChanges, signal: abort.signal });
    const read = fresh ? [] : this.#log.prompt(threadId);
    // What was cut off is answered behind it; where the disk has lost a part, the rest begins anew.
    const before = repairPrompt([...read, ...missingOutputs(read)]);
    const continues = read.every((item, index) => item === before[index]);
    const prepared = await prepare(open, { turnId, prompt: before, said });
    const { context, instructions, tools } = prepared;
    // Who only makes the conversation shorter has nothing to add to it.
    const added = kind === "compaction" ? [] : prepared.added;
    const items = [...before.slice(continues ? read.length : 0), ...added];
    open.commit([], { prompt: { turnId, items, replaces: fresh || !continues } });
    const { model, effort } = open.thread.settings;
    const connection = this.#connections.of(threadId, model);
    const prompt = [...before, ...added];
    const afresh = () => ({ context, state: workState(open.thread, (word) => isFile(open, word)) });
    const last = open.thread.turns.findLast((turn) => turn.id !== turnId && turn.usage.context > 0);
    const counted =
      (fresh ? undefined : last?.usage.context) ??
      estimateTokens([instructions, tools.map(({ spec }) => spec), before]);
    const window = { ...this.#options.windowOf(model), used: counted + estimateTokens(added) };
    const previousModel = last?.model === model ? undefined : last?.model;
    const ask: TurnPlan["ask"] = (itemId, request, signal) => this.approvals.ask(open, turnId, itemId, request, signal);
    const question: TurnPlan["question"] = (itemId, signal) => this.questions.ask(open, turnId, itemId, signal);
    const checkpoint = once(() => this.#checkpoint(open, turnId, "before"));
    const counting = new AbortController();
    void keepCountingLines(open, this.#options.countLines, AbortSignal.any([counting.signal, this.#closing.signal]));
    const ended = await driveTurn(
      open,
      {
        turnId,
        kind,
        steers,
        model,
        previousModel,
        effort,
        connection,
        window,
        afresh,
        instructions,
        tools,
        prompt,
        known: before.length,
        outputSchema: "text" in said ? said.outputSchema : undefined,
        checkpoint,
        ask,
        question,
      },
      world,
      abort,
    ).finally(() => counting.abort());
    if (this.#closing.signal.aborted) interruptTurn(open, this.#log, world.now());
    else this.#end(open, ended);
    await checkpoint().catch(() => undefined); // a tool that wanted to change a file was told
  }

  /** A turn's end is shown even when it cannot be kept: the next host will find the turn interrupted. */
  #end(
    open: OpenThread,
    { events, prompt }: { readonly events: readonly ThreadEvent[]; readonly prompt: TurnPlan["prompt"] },
  ): void {
    if (events.length === 0) return;
    const turn = open.thread.turns.at(-1);
    try {
      const items = turn ? [...unheardMessage(open, this.#log, turn), ...prompt] : prompt;
      const ended = events.find((event) => event.type === "turn.ended");
      const left = ended === undefined ? [] : leftSteers(open.thread, ended.at);
      open.commit([...left, ...events], turn ? { prompt: { turnId: turn.id, items } } : {});
    } catch (error) {
      this.#options.report("a turn's end could not be kept", error);
      for (const event of events) open.live(event);
    }
  }

  #failure(
    turnId: TurnId,
    error: unknown,
    signal: AbortSignal,
  ): { events: readonly ThreadEvent[]; prompt: TurnPlan["prompt"] } {
    const { world, report } = this.#options;
    const at = world.now();
    if (signal.aborted) return { events: [{ type: "turn.ended", turnId, outcome: "interrupted", at }], prompt: [] };
    if (!(error instanceof AppError)) report("a turn failed", error);
    const known =
      error instanceof AppError
        ? { code: error.code, message: error.message, detail: error.detail }
        : { code: "internal", message: messageOf(error) };
    const id = ItemId.parse(world.newId("item"));
    const item = { type: "error", id, status: "failed", startedAt: at, endedAt: at, ...known } as const;
    return {
      events: [
        { type: "item.completed", turnId, item, at },
        { type: "turn.ended", turnId, outcome: "failed", error: known, at },
      ],
      prompt: [],
    };
  }

  /** A turn is over: what it asked is moot, unless the host closes and the next one will ask again. */
  #dropAsked(open: OpenThread, turnId: TurnId): void {
    if (this.#closing.signal.aborted) return;
    const unanswered = open.thread.questions.filter((question) => question.turnId === turnId);
    const moot = open.thread.approvals.filter((approval) => approval.turnId === turnId);
    const events = [...this.questions.withdrawn(unanswered), ...this.approvals.withdrawn(moot)];
    this.#end(open, { events, prompt: [] });
    this.questions.forget(unanswered);
    this.approvals.forget(moot);
  }

  /** Makes the next turn wait for work in the thread's folder; who asked for the work hears of its failure. */
  #settle(open: OpenThread, work: Promise<unknown>): void {
    const { id } = open.thread;
    const end = () => {
      if (this.#settling.get(id) === settling) this.#settling.delete(id);
    };
    const settling: Promise<void> = work.then(end, end);
    this.#settling.set(id, settling);
  }

  /** After the turn's end: its second checkpoint and the size of the diff. Failures are reported, the turn stands. */
  async #finish(open: OpenThread, turnId: TurnId): Promise<void> {
    if (open.thread.worktree !== undefined && open.thread.worktree.state !== "ready") return;
    try {
      const turn = open.thread.turns.findLast(({ id }) => id === turnId);
      const before = turn?.checkpoints.before;
      // A turn of words alone left the folder as it was.
      if (turn?.items.some(isWork) === false && before !== undefined)
        this.#keepCheckpoint(open, turnId, "after", before);
      else await this.#checkpoint(open, turnId, "after");
      open.setLines(await this.#options.countLines(open));
    } catch (error) {
      this.#options.report("the checkpoint after a turn failed", error);
    }
  }

  async #checkpoint(open: OpenThread, turnId: TurnId, when: "before" | "after"): Promise<void> {
    const commit = await this.#options.checkpoint(open, turnId, when);
    if (commit !== undefined) this.#keepCheckpoint(open, turnId, when, commit);
  }

  #keepCheckpoint(open: OpenThread, turnId: TurnId, when: "before" | "after", commit: string): void {
    if (this.#closing.signal.aborted) return;
    open.commit([{ type: "checkpoint.made", turnId, when, commit, at: this.#options.world.now() }]);
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}
