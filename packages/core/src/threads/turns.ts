import {
  type ApprovalDecision,
  type ApprovalId,
  type MessageId,
  type QuestionId,
  type ThreadEvent,
  type ThreadId,
  TurnId,
  type TurnKind,
} from "@flightdeck/contract";
import {
  isWorthCompacting,
  type ModelConnection,
  type PromptItem,
  type QuestionAnswers,
  SteerLane,
} from "../agent/index.ts";
import type { Journal } from "../attention/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { AppError } from "../errors/index.ts";
import type { Questions } from "../questions/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import type { Along } from "./alongContext.ts";
import { ThreadApprovals, type WithAnswer } from "./approvals.ts";
import { Connections } from "./connections.ts";
import { keepCountingLines } from "./countLines.ts";
import { FolderWork } from "./folderWork.ts";
import type { ThreadLog } from "./log.ts";
import { makeWorktree } from "./makeWorktree.ts";
import type { OpenThread } from "./openThread.ts";
import { type PlanOptions, planTurn } from "./planTurn.ts";
import { ThreadQuestions } from "./questions.ts";
import { interruptTurn, unheardMessage } from "./recovery.ts";
import { leftSteers, type Message, sentSteer, withoutSteer } from "./steers.ts";
import type { SpendingLimit } from "./spending.ts";
import { driveTurn, HOST_CLOSING, type TurnPlan, type TurnWorld } from "./turn.ts";
import { driveOther, type TurnDriver } from "./driver.ts";
import { type TurnCheckpoints, turnCheckpoints } from "./turnCheckpoints.ts";
import { brokenTurn, type TurnEnd } from "./turnEnd.ts";
import { type Said, type TurnStart, turnStart } from "./turnStart.ts";

/** What turns need of the other features. */
export interface TurnsOptions extends PlanOptions {
  readonly approvals: Approvals;
  readonly questions: Questions;
  readonly journal: Pick<Journal, "note">;
  readonly world: TurnWorld;
  readonly worktrees: Pick<Worktrees, "create" | "awaitsSetup">;
  /** Saves the state of the thread's folder; undefined where it cannot be saved (no repository). */
  readonly checkpoint: (open: OpenThread, turnId: TurnId, when: "before" | "after") => Promise<string | undefined>;
  readonly openConnection: (model: string) => ModelConnection;
  /** What stands behind a message's mentions. */
  readonly along: Along;
  /** A message of the person as the model reads it. */
  readonly hear: (open: OpenThread, message: Message) => Promise<readonly PromptItem[]>;
  readonly countLines: (open: OpenThread) => Promise<{ readonly additions: number; readonly deletions: number }>;
  /** What a turn may cost, when it belongs to a run that has a limit. */
  readonly limitOf?: (threadId: ThreadId, turnId: TurnId) => SpendingLimit | undefined;
  /** A turn or something else is done with the thread's folder. */
  readonly onFolder?: (open: OpenThread) => void;
  /** The agent has finished, with nothing queued behind it. The signal: the host closes. */
  readonly onRest?: (open: OpenThread, signal: AbortSignal) => Promise<void>;
  readonly report: (message: string, error: unknown) => void;
}

interface Running {
  readonly turnId: TurnId;
  readonly kind: TurnKind;
  readonly abort: AbortController;
  readonly steers: SteerLane;
  /** The last message that is on its way into the lane; they go in one after the other. */
  hearing: Promise<void>;
  readonly done: Promise<void>;
}

interface Turning {
  readonly turnId: TurnId;
  readonly kind: TurnKind;
  readonly steers: SteerLane;
  readonly abort: AbortController;
  readonly said: Said;
  /** The turn before, when it has ended and is not yet done. */
  readonly before: Promise<void> | undefined;
  readonly copyLocalChanges: boolean;
  readonly fresh: boolean;
  readonly driver?: TurnDriver;
}

/** The turns of all threads: one at a time in each, from the person's message to the checkpoint after it. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #log: ThreadLog;
  readonly #running = new Map<ThreadId, Running>();
  readonly #folders = new FolderWork();
  /** What others do because an agent came to rest. */
  readonly #rests = new Map<Promise<void>, ThreadId>();
  readonly #checkpoints: TurnCheckpoints;
  readonly approvals: ThreadApprovals;
  readonly questions: ThreadQuestions;
  readonly #closing = new AbortController();
  readonly #connections: Connections;

  constructor(options: TurnsOptions, log: ThreadLog) {
    this.#options = options;
    this.#log = log;
    this.#connections = new Connections(options.openConnection);
    const { now } = options.world;
    this.#checkpoints = turnCheckpoints({ save: options.checkpoint, now, closing: this.#closing.signal });
    this.approvals = new ThreadApprovals({ ...options.world, queue: options.approvals, journal: options.journal, log });
    this.questions = new ThreadQuestions({ ...options.world, queue: options.questions, journal: options.journal, log });
  }

  /** Whether anything of a turn is under way. */
  isWorking(threadId: ThreadId): boolean {
    return this.#running.has(threadId) || this.#folders.has(threadId);
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
    const { message, kind = "agent" } = start;
    const turnId = TurnId.parse(world.newId("turn"));
    const at = world.now();
    const { approvals, questions } = this;
    const { events, after } = turnStart(open, start, { ...world, approvals, questions, turnId, at });
    open.commit(events, {
      also: (threadId) => {
        if (message) this.#log.rememberMessage(threadId, message.id, at);
        start.also?.(turnId);
      },
    });
    after();
    const threadId = open.thread.id;
    const abort = new AbortController();
    // Too late to be heard by this host: kept, and told to the next one's model.
    if (this.#closing.signal.aborted) abort.abort(HOST_CLOSING);
    const said = message ?? { note: start.note ?? "" };
    const before = this.#running.get(threadId)?.done;
    const steers = new SteerLane();
    const { copyLocalChanges = false, fresh = false, driver } = start;
    const done = this.#run(open, { turnId, kind, steers, abort, said, before, copyLocalChanges, fresh, driver });
    this.#running.set(threadId, { turnId, kind, steers, abort, hearing: Promise.resolve(), done });
  }

  /**
   * Says something to the running turn: kept first, then on its way. `taken` is written with it: where it came from; and
   * so is `also`. Throws `turn_not_running`, `turn_not_steerable`.
   */
  steer(
    open: OpenThread,
    message: Message,
    { taken = [], also }: { readonly taken?: readonly ThreadEvent[]; readonly also?: () => void } = {},
  ): void {
    const running = this.#running.get(open.thread.id);
    if (running === undefined || !this.isBusy(open)) throw new AppError("turn_not_running");
    if (running.kind !== "agent" || this.#closing.signal.aborted) throw new AppError("turn_not_steerable");
    const at = this.#options.world.now();
    open.commit([...taken, sentSteer(open.thread, message, at)], {
      also: (threadId) => {
        this.#log.rememberMessage(threadId, message.id, at);
        also?.();
      },
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
    if (!isWorthCompacting(this.#log.prompt(open.thread.id))) throw new AppError("nothing_to_compact");
    this.start(open, { kind: "compaction" });
  }

  /** Makes the worktree of a thread that begins without a message. */
  prepareFolder(open: OpenThread, copyLocalChanges: boolean): void {
    this.#folders.add(open.thread.id, this.#makeFolder(open, copyLocalChanges));
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
    try {
      this.#options.journal.note(open.thread.id, { kind: "stopped" });
    } catch (error) {
      this.#options.report("that a turn was stopped could not be written down", error); // it stops on a full disk, too
    }
  }

  /** Throws what `ThreadApprovals.answer` throws. Answers when the decision is kept. */
  answer(open: OpenThread, approvalId: ApprovalId, decision: ApprovalDecision, given?: WithAnswer): number {
    // The turn that asked may be gone with an earlier host: then the thread goes on from the answer.
    const { at, note } = this.approvals.answer(open, approvalId, decision, given);
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
    for (;;) {
      const left = [
        ...[...this.#running.values()].map(({ done }) => done),
        ...this.#folders.all(),
        ...this.#rests.keys(),
      ];
      if (left.length === 0) return;
      await Promise.all(left);
    }
  }

  /** Settles when what follows the thread's last turn is done: its second checkpoint, say. */
  async settled(threadId: ThreadId): Promise<void> {
    await this.#running.get(threadId)?.done;
    await this.#folders.of(threadId);
  }

  /** Settles when those are done who look at what the thread's agent finished. */
  async rested(threadId: ThreadId): Promise<void> {
    await Promise.all([...this.#rests].filter(([, of]) => of === threadId).map(([rest]) => rest));
  }

  /** Does work with the thread's folder to itself: a turn sent meanwhile begins after it. Rejects with `turn_running`. */
  async alone<T>(open: OpenThread, work: () => Promise<T>): Promise<T> {
    const { id } = open.thread;
    for (;;) {
      if (this.isBusy(open)) throw new AppError("turn_running");
      const before = this.#running.get(id)?.done ?? this.#folders.of(id);
      if (before === undefined) break;
      await before;
    }
    const working = work();
    this.#folders.add(id, working);
    return working;
  }

  /** Never rejects: what cannot be kept is shown and reported. */
  async #run(open: OpenThread, turning: Turning): Promise<void> {
    const { turnId } = turning;
    const threadId = open.thread.id;
    try {
      // Whoever started the turn goes on first: the acknowledgement does not wait for git.
      await turning.before;
      await this.#folders.of(threadId);
      await this.#drive(open, turning);
    } catch (error) {
      const { world, report } = this.#options;
      this.#end(open, brokenTurn(turnId, error, turning.abort.signal, { ...world, report }));
    }
    this.#dropAsked(open, turnId);
    const newest = this.#running.get(threadId)?.turnId === turnId;
    if (newest) {
      this.#running.delete(threadId);
      this.approvals.turnEnded(threadId);
    }
    if (this.#closing.signal.aborted) return;
    const reviewed = turning.kind === "review";
    if (!reviewed) this.#folders.add(threadId, this.#finish(open, turnId));
    // What waits behind a review has to do with the agent's work, not with how the review went.
    const work = open.thread.turns.findLast(({ kind }) => kind !== "review");
    if (newest && (work?.outcome ?? "completed") === "completed") this.#sendNext(open);
    if (newest && turning.kind === "agent") this.#tellRest(open, turnId);
  }

  /** Says that the agent's work is finished, once what follows its turn is done and unless something else began. */
  #tellRest(open: OpenThread, turnId: TurnId): void {
    const { onRest, report } = this.#options;
    if (onRest === undefined) return;
    const rests = () => !this.isBusy(open) && open.thread.turns.at(-1)?.id === turnId;
    const { signal } = this.#closing;
    const rest = this.settled(open.thread.id)
      .then(() => (rests() && !signal.aborted ? onRest(open, signal) : undefined))
      .catch((error: unknown) => {
        // A host that closes takes the ground from under it.
        if (!signal.aborted) report("what follows a turn failed", error);
      })
      .finally(() => this.#rests.delete(rest));
    this.#rests.set(rest, open.thread.id);
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
    const { turnId, kind, steers, abort, copyLocalChanges, driver } = turning;
    const { world, worktrees, countLines } = this.#options;
    const threadId = open.thread.id;
    if (kind === "review") {
      if (driver === undefined) throw new RangeError("A review has somebody who makes it");
      const ask: TurnPlan["ask"] = (itemId, request, signal) =>
        this.approvals.ask(open, turnId, itemId, request, signal);
      const ended = await driveOther(open, { turnId, driver, ask }, world, abort);
      if (this.#closing.signal.aborted) interruptTurn(open, this.#log, this.#options.along, world.now());
      else this.#end(open, ended);
      return;
    }
    this.#connections.of(threadId, open.thread.settings.model).prewarm();
    await makeWorktree(open, { ...world, worktrees, turnId, copyLocalChanges, signal: abort.signal });
    const reading = await planTurn(open, { ...turning, kind }, { ...this.#options, log: this.#log });
    const checkpoint = once(() => this.#checkpoints.before(open, turnId));
    const counting = new AbortController();
    void keepCountingLines(open, countLines, AbortSignal.any([counting.signal, this.#closing.signal]));
    const plan: TurnPlan = {
      ...reading,
      steers,
      connection: this.#connections.of(threadId, reading.model),
      checkpoint,
      limit: this.#options.limitOf?.(threadId, turnId),
      ask: (itemId, request, signal) => this.approvals.ask(open, turnId, itemId, request, signal),
      question: (itemId, signals) => this.questions.ask(open, turnId, itemId, signals),
    };
    const ended = await driveTurn(open, plan, world, abort).finally(() => counting.abort());
    if (this.#closing.signal.aborted) interruptTurn(open, this.#log, this.#options.along, world.now());
    else this.#end(open, ended);
    await checkpoint().catch(() => undefined); // a tool that wanted to change a file was told
  }

  /** A turn's end is shown even when it cannot be kept: the next host will find the turn interrupted. */
  #end(open: OpenThread, { events, prompt }: TurnEnd): void {
    if (events.length === 0) return;
    const turn = open.thread.turns.at(-1);
    try {
      const items = turn ? [...unheardMessage(open, this.#log, this.#options.along, turn), ...prompt] : prompt;
      const ended = events.find((event) => event.type === "turn.ended");
      const left = ended === undefined ? [] : leftSteers(open.thread, ended.at);
      open.commit([...left, ...events], turn ? { prompt: { turnId: turn.id, items } } : {});
    } catch (error) {
      this.#options.report("a turn's end could not be kept", error);
      for (const event of events) open.live(event);
    }
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

  /** After the turn's end: its second checkpoint and the size of the diff. Failures are reported, the turn stands. */
  async #finish(open: OpenThread, turnId: TurnId): Promise<void> {
    const { worktree } = open.thread;
    if (worktree !== undefined && worktree.state !== "ready" && worktree.state !== "local") return;
    try {
      await this.#checkpoints.after(open, turnId);
      open.setLines(await this.#options.countLines(open));
      this.#options.onFolder?.(open);
    } catch (error) {
      this.#options.report("the checkpoint after a turn failed", error);
    }
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}
