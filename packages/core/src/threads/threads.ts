import { realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import {
  type ApprovalDecision,
  ApprovalId,
  type Item,
  ItemId,
  type LoggedEvent,
  lastItems,
  type MessageId,
  type PendingApproval,
  type Project,
  type ProjectId,
  type QueuedMessage,
  type ThreadEvent,
  ThreadId,
  type ThreadListEvent,
  type ThreadRow,
  type ThreadSettings,
  type ThreadWatchEvent,
  type ThreadWorktree,
  type Turn,
  TurnId,
  type Workspace,
} from "@flightdeck/contract";
import { interruptionNote, personMessage } from "../agent/index.ts";
import type { Approvals } from "../approvals/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import type { Store } from "../store/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import { threadLog } from "./log.ts";
import { OpenThread } from "./openThread.ts";
import {
  Answers,
  type Decision,
  driveTurn,
  HOST_CLOSING,
  keepPartialItems,
  type TurnPlan,
  type TurnWorld,
} from "./turn.ts";

/** Threads without a watcher or a turn that stay in memory, for those who come back to them. */
const IDLE_THREADS_KEPT = 20;
/** A watcher that missed more events than this gets a snapshot instead. */
const CATCH_UP_LIMIT = 2_000;
const LIST_FRAME = 33;

/** What threads need of the other features; core.ts puts it together. */
export interface ThreadsOptions {
  readonly store: Store;
  readonly approvals: Approvals;
  readonly world: TurnWorld;
  readonly project: (projectId: ProjectId) => Project;
  readonly defaultSettings: () => ThreadSettings;
  readonly worktrees: Pick<Worktrees, "plan" | "create">;
  /** Saves the state of the thread's folder; undefined where it cannot be saved (no repository). */
  readonly checkpoint: (open: OpenThread, turnId: TurnId, when: "before" | "after") => Promise<string | undefined>;
  /** Everything the agent of this turn is given, read when its folder is ready. */
  readonly prepare: (
    open: OpenThread,
    turn: { readonly turnId: TurnId; readonly prompt: TurnPlan["prompt"]; readonly said: Said },
  ) => Promise<Pick<TurnPlan, "stream" | "instructions" | "tools"> & { readonly added: TurnPlan["prompt"] }>;
  readonly countLines: (open: OpenThread) => Promise<{ readonly additions: number; readonly deletions: number }>;
  /** Ends every process that the thread's agent left running. */
  readonly endProcesses: (threadId: ThreadId) => void;
  readonly report: (message: string, error: unknown) => void;
}

/** What a turn begins with: the person's message, or a note on why it goes on without one. */
export type Said = { readonly text: string } | { readonly note: string };

interface Running {
  readonly turnId: TurnId;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** All threads of a host: lists, what is open, and the turns that run. */
export class Threads {
  readonly #options: ThreadsOptions;
  readonly #log;
  readonly #rows = new Map<ThreadId, ThreadRow>();
  readonly #list = new Feed<ThreadListEvent>({ frame: LIST_FRAME, limit: 100_000, put: putListEvent });
  readonly #open = new Map<ThreadId, OpenThread>();
  readonly #running = new Map<ThreadId, Running>();
  /** What still goes on after a turn's end: its checkpoint, the size of its diff. The next turn waits for it. */
  readonly #settling = new Map<ThreadId, Promise<void>>();
  readonly #answers = new Answers();
  /** Answers given after a restart, for the turn that goes on from them. */
  readonly #answered = new Map<ThreadId, { readonly request: string; readonly decision: Decision }>();
  #closing = false;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    this.#log = threadLog(options.store);
    for (const row of this.#log.rows()) this.#rows.set(row.id, row);
  }

  /** After a start: turns that the last host left running are interrupted, what waited still waits. */
  recover(): void {
    const { world, approvals } = this.#options;
    for (const row of this.#rows.values()) {
      if (row.status !== "running" && row.status !== "waiting_approval") continue;
      const open = this.load(row.id);
      const turn = open.thread.turns.at(-1);
      if (turn?.outcome === "running") {
        this.#keepMessage(open, turn);
        this.#keepNote(open, turn);
        keepPartialItems(open, turn.id, world.now());
      }
      const { worktree } = open.thread;
      if (worktree?.state === "creating" || worktree?.state === "setting_up") {
        const message = "Flightdeck was closed while it was made; send a message to try again";
        open.commit([
          { type: "worktree.changed", worktree: { ...worktree, state: "failed", message }, at: world.now() },
        ]);
      }
      for (const approval of open.thread.approvals) approvals.add(pendingApproval(open, approval));
    }
  }

  /** A message whose turn died before the model could read it is in the log and not in the prompt: put it there. */
  #keepMessage(open: OpenThread, turn: Turn): void {
    if (this.#log.promptHasTurn(open.thread.id, turn.id)) return;
    const text = turn.items.find((item) => item.type === "user_message")?.text;
    if (text !== undefined) open.commit([], { prompt: { turnId: turn.id, items: [personMessage(text)] } });
  }

  /** The model must learn that commands of its last turn may be half done, and which. */
  #keepNote(open: OpenThread, turn: Turn): void {
    const commands = turn.items.flatMap((item) =>
      item.type === "command" && item.status === "running" ? [item.command] : [],
    );
    open.commit([], { prompt: { turnId: turn.id, items: [interruptionNote(commands)] } });
  }

  // Reading

  rows(filter: { readonly projectId?: ProjectId; readonly archived: boolean }): ThreadRow[] {
    return [...this.#rows.values()].filter(
      (row) =>
        row.archived === filter.archived && (filter.projectId === undefined || row.projectId === filter.projectId),
    );
  }

  /** The thread in memory, read from its log when it is not. Throws `thread_not_found`. */
  load(threadId: ThreadId): OpenThread {
    const known = this.#open.get(threadId);
    if (known !== undefined) {
      this.#open.delete(threadId);
      this.#open.set(threadId, known);
      return known;
    }
    const stored = this.#log.read(threadId);
    const row = this.#rows.get(threadId);
    if (stored === undefined || row === undefined) throw new AppError("thread_not_found", threadId);
    return this.#keep(this.#newOpen(threadId, { stored, lines: row }));
  }

  isRunning(threadId: ThreadId): boolean {
    return this.#isBusy(this.load(threadId));
  }

  async *watchList(signal: AbortSignal): AsyncGenerator<ThreadListEvent, void, void> {
    const deliveries = this.#list.watch(signal);
    yield { type: "snapshot", rows: [...this.#rows.values()] };
    for await (const delivery of deliveries) {
      if (delivery === "overrun") yield { type: "snapshot", rows: [...this.#rows.values()] };
      else yield* delivery.events;
    }
  }

  /** Throws `thread_not_found` at once, before the first event. */
  watch(
    threadId: ThreadId,
    from: { readonly after?: number; readonly items: number },
    signal: AbortSignal,
  ): AsyncGenerator<ThreadWatchEvent, void, void> {
    const open = this.load(threadId);
    const deliveries = open.feed.watch(signal);
    const first = this.#firstEvent(open, from);
    return (async function* () {
      yield first;
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield { type: "resync" };
        else yield { type: "events", events: delivery.events };
      }
    })();
  }

  #firstEvent(
    open: OpenThread,
    { after, items }: { readonly after?: number; readonly items: number },
  ): ThreadWatchEvent {
    const { thread, seq } = open;
    if (after === undefined || after > seq || seq - after > CATCH_UP_LIMIT) {
      return { type: "snapshot", seq, thread: lastItems(thread, items) };
    }
    const turn = thread.turns.at(-1);
    const streaming: LoggedEvent[] =
      turn?.items
        .filter(({ status }) => status === "running")
        .map((item) => ({ type: "item.updated", turnId: turn.id, item, at: thread.updatedAt })) ?? [];
    return { type: "events", events: [...this.#log.events(thread.id, after), ...streaming] };
  }

  /** The items before one that a client has, as partial turns. */
  earlier(threadId: ThreadId, before: ItemId, limit: number): { turns: readonly Turn[]; earlierTurns: number } {
    const { thread } = this.load(threadId);
    const turnIndex = thread.turns.findIndex((turn) => turn.items.some(({ id }) => id === before));
    const turn = thread.turns[turnIndex];
    if (turn === undefined) return { turns: [], earlierTurns: 0 };
    const cut = {
      ...turn,
      items: turn.items.slice(
        0,
        turn.items.findIndex(({ id }) => id === before),
      ),
    };
    const page = lastItems({ ...thread, turns: [...thread.turns.slice(0, turnIndex), cut] }, limit);
    return { turns: page.turns, earlierTurns: page.earlierTurns };
  }

  // Changing

  async create(input: {
    readonly projectId: ProjectId;
    readonly workspace: Workspace;
    readonly settings?: Partial<ThreadSettings>;
    readonly title?: string;
    readonly text?: string;
    readonly messageId?: MessageId;
  }): Promise<ThreadId> {
    const { world, worktrees } = this.#options;
    const project = this.#options.project(input.projectId);
    const threadId = ThreadId.parse(world.newId("thread"));
    const title = input.title || titleOf(input.text);
    const worktree =
      input.workspace.kind === "worktree"
        ? await worktrees.plan({ project, threadId, title, base: input.workspace.base })
        : undefined;
    const cwd = worktree?.path ?? localFolder(project, input.workspace);
    const open = this.#keep(this.#newOpen(threadId, {}));
    const started: ThreadEvent = {
      type: "thread.started",
      threadId,
      projectId: project.id,
      title,
      cwd,
      settings: { ...this.#options.defaultSettings(), ...input.settings },
      worktree,
      at: world.now(),
    };
    const copyLocalChanges = input.workspace.kind === "worktree" && input.workspace.copyLocalChanges;
    if (input.text !== undefined) {
      const message = { id: input.messageId ?? (world.newId("message") as MessageId), text: input.text };
      this.#startTurn(open, { message, first: started, copyLocalChanges });
    } else {
      open.commit([started]);
      if (worktree) {
        const ready = this.#makeWorktree(open, { copyLocalChanges, signal: new AbortController().signal });
        ready.catch((error: unknown) => this.#options.report("a worktree could not be made", error));
      }
    }
    return threadId;
  }

  /** Acknowledged means kept: the message survives whatever happens next. */
  send(threadId: ThreadId, message: { readonly id: MessageId; readonly text: string }): "turn" | "queue" {
    const open = this.load(threadId);
    if (open.thread.archived) throw new AppError("thread_archived");
    const busy = this.#isBusy(open);
    if (this.#log.hasMessage(threadId, message.id)) return busy ? "queue" : "turn";
    if (!busy) {
      this.#startTurn(open, { message });
      return "turn";
    }
    const queued: QueuedMessage = { ...message, queuedAt: this.#options.world.now() };
    this.#setQueue(open, [...open.thread.queue, queued], () =>
      this.#log.rememberMessage(threadId, message.id, queued.queuedAt),
    );
    return "queue";
  }

  editQueued(threadId: ThreadId, messageId: MessageId, text: string): void {
    const open = this.load(threadId);
    this.#queued(open, messageId);
    this.#setQueue(
      open,
      open.thread.queue.map((message) => (message.id === messageId ? { ...message, text } : message)),
    );
  }

  removeQueued(threadId: ThreadId, messageId: MessageId): void {
    const open = this.load(threadId);
    this.#queued(open, messageId);
    this.#setQueue(
      open,
      open.thread.queue.filter(({ id }) => id !== messageId),
    );
  }

  sendQueued(threadId: ThreadId, messageId: MessageId): void {
    const open = this.load(threadId);
    const message = this.#queued(open, messageId);
    if (this.#isBusy(open)) throw new AppError("turn_running");
    this.#startTurn(open, { message });
  }

  #queued(open: OpenThread, messageId: MessageId): QueuedMessage {
    const message = open.thread.queue.find(({ id }) => id === messageId);
    if (message === undefined) throw new AppError("message_not_found");
    return message;
  }

  #setQueue(open: OpenThread, queue: readonly QueuedMessage[], also?: () => void): void {
    open.commit([{ type: "queue.changed", queue: [...queue], at: this.#options.world.now() }], { also });
  }

  interrupt(threadId: ThreadId): void {
    const open = this.load(threadId);
    const running = this.#running.get(threadId);
    if (running === undefined || !this.#isBusy(open)) throw new AppError("turn_not_running");
    running.abort.abort();
    this.#options.endProcesses(threadId);
  }

  rename(threadId: ThreadId, title: string): void {
    this.load(threadId).commit([{ type: "thread.titled", title, at: this.#options.world.now() }]);
  }

  configure(threadId: ThreadId, change: Partial<ThreadSettings>): ThreadSettings {
    const open = this.load(threadId);
    const settings = { ...open.thread.settings, ...change };
    open.commit([{ type: "thread.configured", settings, at: this.#options.world.now() }]);
    return settings;
  }

  flag(
    threadId: ThreadId,
    flags: { readonly pinned?: boolean; readonly archived?: boolean; readonly unread?: boolean },
  ): void {
    const open = this.load(threadId);
    if (flags.archived && this.#isBusy(open)) throw new AppError("turn_running");
    open.commit([{ type: "thread.flagged", ...flags, at: this.#options.world.now() }]);
  }

  /** What another feature did to the thread's worktree (removed it, brought it back). */
  setWorktree(threadId: ThreadId, worktree: ThreadWorktree): void {
    this.load(threadId).commit([{ type: "worktree.changed", worktree, at: this.#options.world.now() }]);
  }

  delete(threadId: ThreadId): void {
    const open = this.load(threadId);
    if (this.#isBusy(open)) throw new AppError("turn_running");
    const { worktree } = open.thread;
    if (worktree && worktree.state !== "removed") throw new AppError("worktree_busy", "Remove its worktree first");
    for (const { id } of open.thread.approvals) this.#options.approvals.remove(id);
    this.#options.endProcesses(threadId);
    this.#log.delete(threadId);
    this.#open.delete(threadId);
    this.#rows.delete(threadId);
    this.#list.publish({ type: "removed", threadId });
  }

  /** Looks again at how much the thread's folder differs from its base. */
  async refreshLines(threadId: ThreadId): Promise<void> {
    const open = this.load(threadId);
    open.setLines(await this.#options.countLines(open));
  }

  answer(threadId: ThreadId, approvalId: ApprovalId, decision: ApprovalDecision): number {
    const { approvals, world } = this.#options;
    const open = this.load(threadId);
    const approval = open.thread.approvals.find(({ id }) => id === approvalId);
    if (approval === undefined) {
      throw new AppError(this.#log.hasAnswer(threadId, approvalId) ? "approval_answered" : "approval_not_found");
    }
    const at = world.now();
    open.commit([{ type: "approval.resolved", approvalId, decision, at }]);
    approvals.remove(approvalId);
    // The turn that asked may be gone with an earlier host: then the thread goes on from the answer.
    if (!this.#answers.give(approvalId, decision) && decision !== "stop" && !this.#isBusy(open)) {
      this.#answered.set(threadId, { request: JSON.stringify(approval.request), decision });
      const what = approval.request.kind === "command" ? approval.request.command : approval.request.paths.join(", ");
      const verdict =
        decision === "decline"
          ? "The person declined it: go on without it."
          : "The person approved it now: do it again, exactly as before.";
      this.#startTurn(open, { note: `The last turn was cut off while this waited for approval:\n${what}\n${verdict}` });
    }
    return at;
  }

  /** Ends all turns in a way that loses nothing; pending approvals go on waiting in the next host. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const { abort } of this.#running.values()) abort.abort(HOST_CLOSING);
    for (const threadId of this.#open.keys()) this.#options.endProcesses(threadId);
    await this.idle();
  }

  /** Settles when no turn runs and none has anything left to do. */
  async idle(): Promise<void> {
    while (this.#running.size + this.#settling.size > 0) {
      await Promise.all([...[...this.#running.values()].map(({ done }) => done), ...this.#settling.values()]);
    }
  }

  /** Settles when the thread's last turn has nothing left to do in its folder. */
  async settled(threadId: ThreadId): Promise<void> {
    if (!this.isRunning(threadId)) await this.#running.get(threadId)?.done;
    await this.#settling.get(threadId);
  }

  // Turns

  /** Whether a message has to wait: a turn runs, or the worktree is made for a thread that has none yet. */
  #isBusy(open: OpenThread): boolean {
    const { worktree, turns } = open.thread;
    const making = worktree?.state === "creating" || worktree?.state === "setting_up";
    return (this.#running.has(open.thread.id) && turns.at(-1)?.outcome === "running") || (making && turns.length === 0);
  }

  #startTurn(
    open: OpenThread,
    start: {
      readonly message?: { readonly id: MessageId; readonly text: string };
      readonly note?: string;
      readonly first?: ThreadEvent;
      readonly copyLocalChanges?: boolean;
    },
  ): void {
    const { world } = this.#options;
    const { message } = start;
    const turnId = TurnId.parse(world.newId("turn"));
    const at = world.now();
    const model = start.first?.type === "thread.started" ? start.first.settings.model : open.thread.settings.model;
    const events: ThreadEvent[] = start.first ? [start.first] : [];
    const queue = start.first ? [] : open.thread.queue.filter(({ id }) => id !== message?.id);
    if (!start.first && queue.length < open.thread.queue.length) events.push({ type: "queue.changed", queue, at });
    events.push({ type: "turn.started", turnId, model, at });
    if (message) {
      const item = {
        type: "user_message",
        id: ItemId.parse(world.newId("item")),
        messageId: message.id,
        text: message.text,
        status: "completed",
        startedAt: at,
        endedAt: at,
      } as const;
      events.push({ type: "item.completed", turnId, item, at });
    }
    open.commit(events, {
      also: (threadId) => message && this.#log.rememberMessage(threadId, message.id, at),
    });
    const abort = new AbortController();
    const said = message ? { text: message.text } : { note: start.note ?? "" };
    const before = this.#running.get(open.thread.id)?.done;
    const done = this.#run(open, { turnId, abort, said, before, copyLocalChanges: start.copyLocalChanges ?? false });
    this.#running.set(open.thread.id, { turnId, abort, done });
  }

  async #run(
    open: OpenThread,
    turn: {
      readonly turnId: TurnId;
      readonly abort: AbortController;
      readonly said: Said;
      /** The turn before, when it has ended and is not yet done. */
      readonly before: Promise<void> | undefined;
      readonly copyLocalChanges: boolean;
    },
  ): Promise<void> {
    const { world } = this.#options;
    const { turnId, abort } = turn;
    const threadId = open.thread.id;
    try {
      // Whoever started the turn goes on first: the acknowledgement does not wait for git.
      await turn.before;
      await this.settled(threadId);
      await this.#makeWorktree(open, { turnId, copyLocalChanges: turn.copyLocalChanges, signal: abort.signal });
      const checkpoint = this.#checkpoint(open, turnId, "before");
      checkpoint.catch(() => undefined); // beforeWrite rethrows it to the tool that would change a file
      const before = this.#log.prompt(threadId);
      const { added, ...given } = await this.#options.prepare(open, { turnId, prompt: before, said: turn.said });
      open.commit([], { prompt: { turnId, items: added } });
      const { model, effort } = open.thread.settings;
      await driveTurn(
        open,
        {
          ...given,
          turnId,
          model,
          effort,
          prompt: [...before, ...added],
          checkpoint,
          ask: (itemId, request, signal) => this.#ask(open, turnId, itemId, request, signal),
        },
        world,
        abort,
      );
      await checkpoint.catch(() => undefined);
    } catch (error) {
      this.#fail(open, turnId, error, abort.signal);
    }
    for (const { id, turnId: asked } of open.thread.approvals) {
      if (asked === turnId && !this.#closing) this.#resolveUnasked(open, id);
    }
    this.#answered.delete(threadId);
    const newest = this.#running.get(threadId)?.turnId === turnId;
    if (newest) this.#running.delete(threadId);
    if (!this.#closing) this.#settle(open, turnId);
    const next = open.thread.queue[0];
    if (next !== undefined && newest && !this.#closing && open.thread.turns.at(-1)?.outcome === "completed") {
      this.#startTurn(open, { message: next });
    }
  }

  #settle(open: OpenThread, turnId: TurnId): void {
    const { id } = open.thread;
    const settling = this.#finish(open, turnId).finally(() => {
      if (this.#settling.get(id) === settling) this.#settling.delete(id);
    });
    this.#settling.set(id, settling);
  }

  /** A turn is over: its approvals are moot. */
  #resolveUnasked(open: OpenThread, approvalId: ApprovalId): void {
    open.commit([{ type: "approval.resolved", approvalId, decision: "stop", at: this.#options.world.now() }]);
    this.#options.approvals.remove(approvalId);
  }

  /** After the turn's end: its second checkpoint and the size of the diff. Failures are reported, the turn stands. */
  async #finish(open: OpenThread, turnId: TurnId): Promise<void> {
    if (open.thread.worktree !== undefined && open.thread.worktree.state !== "ready") return;
    try {
      await this.#checkpoint(open, turnId, "after");
      open.setLines(await this.#options.countLines(open));
    } catch (error) {
      this.#options.report("the checkpoint after a turn failed", error);
    }
  }

  async #checkpoint(open: OpenThread, turnId: TurnId, when: "before" | "after"): Promise<void> {
    const commit = await this.#options.checkpoint(open, turnId, when);
    if (commit !== undefined && !this.#closing) {
      open.commit([{ type: "checkpoint.made", turnId, when, commit, at: this.#options.world.now() }]);
    }
  }

  #fail(open: OpenThread, turnId: TurnId, error: unknown, signal: AbortSignal): void {
    const { world, report } = this.#options;
    const at = world.now();
    if (this.#closing) return keepPartialItems(open, turnId, at);
    if (signal.aborted) return open.commit([{ type: "turn.ended", turnId, outcome: "interrupted", at }]);
    if (!(error instanceof AppError)) report("a turn failed", error);
    const known =
      error instanceof AppError
        ? { code: error.code, message: error.message, detail: error.detail }
        : { code: "internal", message: messageOf(error) };
    const item = {
      type: "error",
      id: ItemId.parse(world.newId("item")),
      status: "failed",
      startedAt: at,
      endedAt: at,
      ...known,
    } as const;
    open.commit([
      { type: "item.completed", turnId, item, at },
      { type: "turn.ended", turnId, outcome: "failed", error: known, at },
    ]);
  }

  async #makeWorktree(
    open: OpenThread,
    options: { readonly turnId?: TurnId; readonly copyLocalChanges: boolean; readonly signal: AbortSignal },
  ): Promise<void> {
    const { worktree } = open.thread;
    if (worktree === undefined || worktree.state === "ready") return;
    if (worktree.state === "removed") throw new AppError("worktree_missing", "Restore the worktree to go on");
    const { world, worktrees } = this.#options;
    const { turnId } = options;
    const { now, newId } = world;
    const itemId = ItemId.parse(newId("item"));
    const made = await worktrees.create(worktree.id, {
      copyLocalChanges: options.copyLocalChanges,
      signal: options.signal,
      onProgress: (changed) => open.live({ type: "worktree.changed", worktree: changed, at: now() }),
      onSetupStarted: (command) => {
        if (turnId !== undefined)
          open.live({
            type: "item.started",
            turnId,
            item: setupItem(itemId, command, worktree.path, now()),
            at: now(),
          });
      },
      onSetupOutput: (text) => {
        if (turnId !== undefined) open.live({ type: "item.delta", turnId, itemId, text, at: now() });
      },
      onSetupEnded: (failure) => {
        const item = open.item(itemId);
        if (turnId === undefined || item?.type !== "command") return;
        const ended =
          failure === undefined
            ? ({ status: "completed", exitCode: 0 } as const)
            : ({ status: "failed", exitCode: null } as const);
        const output = failure === undefined ? item.output : `${item.output}\n${failure}`;
        open.commit([
          { type: "item.completed", turnId, item: { ...item, ...ended, output, endedAt: now() }, at: now() },
        ]);
      },
    });
    if (!this.#closing) open.commit([{ type: "worktree.changed", worktree: made, at: now() }]);
    if (made.state === "failed") throw new AppError("worktree_failed", made.message);
  }

  async #ask(
    open: OpenThread,
    turnId: TurnId,
    itemId: ItemId,
    request: PendingApproval["request"],
    signal: AbortSignal,
  ): Promise<Decision> {
    const { world, approvals } = this.#options;
    const threadId = open.thread.id;
    const answered = this.#answered.get(threadId);
    if (answered?.request === JSON.stringify(request)) {
      this.#answered.delete(threadId);
      return answered.decision;
    }
    const at = world.now();
    const approval = { id: ApprovalId.parse(world.newId("approval")), turnId, itemId, request, requestedAt: at };
    const item = open.item(itemId);
    const shown: ThreadEvent[] = item ? [{ type: "item.updated", turnId, item, at }] : [];
    open.commit([...shown, { type: "approval.requested", approval, at }]);
    approvals.add(pendingApproval(open, approval));
    return this.#answers.wait(approval.id, signal);
  }

  // Memory

  #newOpen(
    threadId: ThreadId,
    from: Pick<ConstructorParameters<typeof OpenThread>[0], "stored" | "lines">,
  ): OpenThread {
    const open = new OpenThread({
      ...from,
      log: this.#log,
      now: this.#options.world.now,
      onRow: (row) => {
        this.#rows.set(threadId, row);
        this.#open.set(threadId, open);
        this.#list.publish({ type: "changed", rows: [row] });
      },
    });
    if (from.stored) this.#open.set(threadId, open);
    return open;
  }

  /** Forgets threads that nobody looks at, the longest unused first; their logs have them. */
  #keep(open: OpenThread): OpenThread {
    const idle = [...this.#open].filter(
      ([id, other]) => other !== open && !other.feed.watched && !this.#running.has(id),
    );
    for (const [id] of idle.slice(0, Math.max(0, idle.length - IDLE_THREADS_KEPT))) this.#open.delete(id);
    return open;
  }
}

/** The project's script for a new worktree, as the thread shows it. */
const setupItem = (id: ItemId, command: string, cwd: string, startedAt: number): Item => ({
  type: "command",
  id,
  command,
  cwd,
  purpose: "setup",
  sandboxed: true,
  output: "",
  outputBytes: 0,
  status: "running",
  startedAt,
});

/** Where a thread without a worktree works: the project's folder or one inside it, and it is there. */
function localFolder(project: Project, workspace: Workspace): string {
  const folder = workspace.kind === "local" ? (workspace.folder ?? project.path) : project.path;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new AppError("path_not_found", folder);
  const real = realpathSync(folder);
  if (real !== project.path && !real.startsWith(project.path + sep))
    throw new AppError("input_invalid", `${folder} is not inside ${project.path}`);
  return real;
}

const pendingApproval = (
  open: OpenThread,
  approval: Omit<PendingApproval, "threadId" | "projectId" | "threadTitle">,
): PendingApproval => ({
  ...approval,
  threadId: open.thread.id,
  projectId: open.thread.projectId,
  threadTitle: open.thread.title,
});

/** Several changes of one row in one frame are one. */
function putListEvent(waiting: ThreadListEvent[], event: ThreadListEvent): void {
  const last = waiting.at(-1);
  if (event.type !== "changed" || last?.type !== "changed") {
    waiting.push(event);
    return;
  }
  const ids = new Set(event.rows.map(({ id }) => id));
  waiting[waiting.length - 1] = {
    type: "changed",
    rows: [...last.rows.filter(({ id }) => !ids.has(id)), ...event.rows],
  };
}

/** A thread's title until someone gives it a better one: its first line, cut at a word. */
function titleOf(text: string | undefined): string {
  const line = text?.trim().split("\n", 1)[0]?.trim() ?? "";
  if (line === "") return "New thread";
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  const word = cut.lastIndexOf(" ");
  return `${word > 30 ? cut.slice(0, word) : cut}…`;
}
