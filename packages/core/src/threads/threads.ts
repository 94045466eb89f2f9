import { existsSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import {
  type Evidence,
  type ApprovalDecision,
  type ApprovalId,
  type Item,
  type ItemId,
  type LoggedEvent,
  lastItems,
  type MessageId,
  type Project,
  type ProjectId,
  type QuestionId,
  type PlanContent,
  planContent,
  prependTurns,
  type Thread,
  ThreadId,
  type ThreadAutomation,
  type ThreadLanding,
  type ThreadNotices,
  type ThreadPullRequest,
  type ThreadListEvent,
  type ThreadRow,
  type ThreadSettings,
  type ThreadWatchEvent,
  type ThreadWorktree,
  type Turn,
  type TurnId,
  type Workspace,
} from "@flightdeck/contract";
import type { QuestionAnswers } from "../agent/index.ts";
import type { Digests } from "../digests/index.ts";
import { AppError } from "../errors/index.ts";
import type { Search } from "../search/index.ts";
import type { Store } from "../store/index.ts";
import type { Worktrees } from "../worktrees/index.ts";
import { createHistory, type ThreadHistory } from "./history/history.ts";
import type { TurnPage } from "./history/page.ts";
import type { WithAnswer } from "./approvals.ts";
import type { TurnDriver } from "./driver.ts";
import { type ThreadLog, threadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";
import { OpenThreads } from "./openThreads.ts";
import { ThreadPlans } from "./plans.ts";
import { Queue } from "./queue.ts";
import { ranksToMove } from "./rank.ts";
import { interruptTurn } from "./recovery.ts";
import { type ProfileNamed, withChange } from "./permissions.ts";
import { alongWith, type Message } from "./steers.ts";
import { Turns, type TurnsOptions } from "./turns.ts";
import type { TurnStart } from "./turnStart.ts";

/** A watcher that missed more events than this gets a snapshot instead. */
const CATCH_UP_LIMIT = 2_000;

/** What threads need of the other features; core.ts puts it together. */
export interface ThreadsOptions extends TurnsOptions {
  readonly store: Store;
  readonly search: Pick<Search, "note" | "behind">;
  readonly digests: Pick<Digests, "note">;
  readonly project: (projectId: ProjectId) => Project;
  readonly defaultSettings: () => ThreadSettings;
  readonly profile: ProfileNamed;
  readonly worktrees: Pick<
    Worktrees,
    | "plan"
    | "create"
    | "awaitsSetup"
    | "checkpoint"
    | "rewind"
    | "commitsSince"
    | "shareCheckpoints"
    | "forgetCheckpoints"
    | "discardEmpty"
  >;
  /** The root of the checkout that a thread works in. */
  readonly rootOf: (open: OpenThread) => string;
  /** Whether commands of the thread's agent still run. */
  readonly isOccupied: (threadId: ThreadId) => boolean;
  /** Lets go of what a deleted thread leaves in its repository. */
  readonly forget: (open: OpenThread) => Promise<void>;
  /** Ends every process that the thread's agent left running. */
  readonly endProcesses: (threadId: ThreadId) => void;
}

export interface NewThread {
  readonly projectId: ProjectId;
  readonly workspace: Workspace;
  readonly settings?: Partial<ThreadSettings>;
  readonly title?: string;
  readonly text?: string;
  readonly messageId?: MessageId;
  readonly images?: Message["images"];
  readonly skills?: Message["skills"];
  readonly threads?: Message["threads"];
  readonly attachments?: Message["attachments"];
  readonly outputSchema?: Message["outputSchema"];
  /** The run that it is begun for. */
  readonly automation?: ThreadAutomation;
  /** Is written with the thread and its first turn or not at all; what it throws takes both back. */
  readonly also?: (begun: Begun) => void;
}

/** What a thread begins with when it begins with a message. */
export interface Begun {
  readonly threadId: ThreadId;
  readonly turnId: TurnId;
  readonly worktree?: ThreadWorktree;
}

/** All threads of a host: their lists, their state, and everything a person does with one. */
export class Threads {
  readonly #options: ThreadsOptions;
  readonly #log: ThreadLog;
  readonly #turns: Turns;
  readonly #open: OpenThreads;
  readonly plans: ThreadPlans;
  readonly history: ThreadHistory;
  /** Messages that wait for a turn's end. */
  readonly queue: Queue;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    this.#log = threadLog(options.store, options);
    this.#turns = new Turns(options, this.#log);
    this.#open = new OpenThreads({
      log: this.#log,
      digests: options.digests,
      now: options.world.now,
      isWorking: (threadId) => this.#turns.isWorking(threadId),
      onForget: (threadId) => this.#turns.forget(threadId),
    });
    this.plans = new ThreadPlans({
      ...options.world,
      load: (threadId) => this.load(threadId),
      start: (open, start) => this.#begin(open, start),
    });
    this.history = createHistory({
      ...options,
      log: this.#log,
      turns: this.#turns,
      threads: this.#open,
      refreshLines: (open) => this.refreshLines(open),
    });
    this.queue = new Queue({
      load: (threadId) => this.load(threadId),
      log: this.#log,
      now: options.world.now,
      begin: (open, message) => {
        if (this.#turns.isBusy(open)) throw new AppError("turn_running");
        requireFolder(open);
        this.#turns.start(open, { message });
      },
      steer: (open, message, taken) => this.#turns.steer(open, message, { taken }),
    });
  }

  #begin(open: OpenThread, start: TurnStart): void {
    if (open.thread.archived) throw new AppError("thread_archived");
    requireFolder(open);
    if (this.#turns.isBusy(open)) throw new AppError("turn_running");
    this.#turns.start(open, start);
  }

  /** After a start: turns that the last host left running are interrupted, what waited still waits. */
  recover(): void {
    for (const { id, status } of this.#open.rows()) {
      if (status !== "running" && status !== "waiting_approval" && status !== "waiting_answer") continue;
      try {
        this.#recoverThread(id);
      } catch (error) {
        // One log that cannot be read must not keep the others from their host; without room none can be kept.
        if (error instanceof AppError && error.code === "disk_full") throw error;
        this.#options.report(`thread ${id} could not be recovered`, error);
      }
    }
  }

  #recoverThread(threadId: ThreadId): void {
    const { world } = this.#options;
    const open = this.load(threadId);
    interruptTurn(open, this.#log, this.#options.along, world.now());
    const { worktree } = open.thread;
    if (worktree?.state === "creating" || worktree?.state === "setting_up") {
      const message = "Flightdeck was closed while it was made; send a message to try again";
      this.setWorktree(threadId, { ...worktree, state: "failed", message });
    }
    for (const approval of open.thread.approvals) this.#turns.approvals.show(open, approval);
    for (const question of open.thread.questions) this.#turns.questions.show(open, question);
  }

  // Reading

  rows(filter: { readonly projectId?: ProjectId; readonly archived: boolean }): readonly ThreadRow[] {
    const { projectId, archived } = filter;
    return this.#open
      .rows()
      .filter((row) => row.archived === archived && (projectId ?? row.projectId) === row.projectId);
  }

  /** A thread as its list has it; undefined for one that is gone. */
  row(threadId: ThreadId): ThreadRow | undefined {
    return this.#open.rows().find(({ id }) => id === threadId);
  }

  /** A thread's title as its list has it; undefined for one that is gone. */
  title(threadId: ThreadId): string | undefined {
    return this.row(threadId)?.title;
  }

  /** What the person said at a turn's beginning, in one line. */
  turnTitle(threadId: ThreadId, turnId: TurnId): string | undefined {
    const said = this.#log.turn(threadId, turnId)?.items.find((item) => item.type === "user_message");
    return said === undefined ? undefined : titleOf(wordsFor(said));
  }

  /** The plan that the work follows: the last one that the person accepted, or else the agent's own. */
  planOf(threadId: ThreadId): PlanContent | undefined {
    let own: PlanContent | undefined;
    for (const plan of this.#log.items(threadId, "plan")) {
      const { proposal } = plan;
      if (proposal?.state === "accepted" || proposal?.state === "accepted_fresh") return planContent(plan);
      if (proposal === undefined) own ??= planContent(plan);
    }
    return own;
  }

  /** What self-tests saw, of each kind of run the last one, in the order in which they ran. */
  evidenceOf(threadId: ThreadId): readonly Evidence[] {
    const latest = new Map<string, Evidence>();
    for (const { evidence } of this.#log.items(threadId, "tool_call"))
      if (evidence !== undefined && !latest.has(evidence.label)) latest.set(evidence.label, evidence);
    return [...latest.values()].sort((a, b) => a.at - b.at);
  }

  /** The turn that a message of the person is in, unless it was taken back. */
  turnOf(threadId: ThreadId, messageId: MessageId): TurnId | undefined {
    const says = (items: readonly Item[]): boolean =>
      items.some((item) => item.type === "user_message" && item.messageId === messageId);
    const { turns } = this.load(threadId).thread;
    const near = turns.find(({ items }) => says(items))?.id;
    if (near !== undefined) return near;
    const named = this.#log.turnsWith(threadId, messageId);
    return named.find((turnId) => says(this.#log.turn(threadId, turnId)?.items ?? []));
  }

  /** A turn's place in its thread, from 1; undefined for one that was taken back. */
  turnNumber(threadId: ThreadId, turnId: TurnId): number | undefined {
    const number = this.#log.turns.number(threadId, turnId);
    return number === undefined ? undefined : number + 1;
  }

  watchList(signal: AbortSignal): AsyncGenerator<ThreadListEvent, void, void> {
    return this.#open.watchList(signal);
  }

  /** The thread in memory, read from its log when it is not. Throws `thread_not_found`. */
  load(threadId: ThreadId): OpenThread {
    return this.#open.load(threadId);
  }

  /** One turn, whole, however long ago it was; undefined when it was taken back. */
  turn(threadId: ThreadId, turnId: TurnId): Turn | undefined {
    return this.turnNumber(threadId, turnId) === undefined ? undefined : this.#log.turn(threadId, turnId);
  }

  /** A thread that works is in memory, so none is read for this. */
  isRunning(threadId: ThreadId): boolean {
    const open = this.#open.inMemory(threadId);
    return open !== undefined && this.#turns.isBusy(open);
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

  /** The newest items of a thread, those that are no longer in memory from its log. */
  #lastItems(thread: Thread, limit: number): Thread {
    const last = lastItems(thread, limit);
    const head = thread.turns[0];
    const loaded = thread.turns.reduce((sum, turn) => sum + Math.max(1, turn.items.length), 0);
    if (head === undefined || loaded >= limit || thread.earlierTurns + head.earlierItems === 0) return last;
    const before = head.earlierItems > 0 ? head.items[0]?.id : undefined;
    const page = this.#log.earlier(thread.id, { turnId: head.id, before }, limit - loaded);
    return prependTurns(last, page.turns, page.earlierTurns);
  }

  #firstEvent(
    open: OpenThread,
    { after, items }: { readonly after?: number; readonly items: number },
  ): ThreadWatchEvent {
    const { thread, seq } = open;
    if (after === undefined || after > seq || seq - after > CATCH_UP_LIMIT) {
      return { type: "snapshot", seq, thread: this.#lastItems(thread, items) };
    }
    const missed = this.#log.events(thread.id, after);
    // What the watcher holds may begin behind the turns that are left.
    if (missed.some(({ type }) => type === "thread.rolled_back"))
      return { type: "snapshot", seq, thread: this.#lastItems(thread, items) };
    const turn = thread.turns.at(-1);
    const streaming: LoggedEvent[] =
      turn?.items
        .filter(({ status }) => status === "running")
        .map((item) => ({ type: "item.updated", turnId: turn.id, item, at: thread.updatedAt })) ?? [];
    return { type: "events", events: [...missed, ...streaming] };
  }

  /** The items before one that a client has, as partial turns. Throws `thread_not_found`. */
  earlier(threadId: ThreadId, from: { readonly turnId: TurnId; readonly before: ItemId }, limit: number): TurnPage {
    return this.#log.earlier(this.load(threadId).thread.id, from, limit);
  }

  // Changing

  async create(input: NewThread): Promise<ThreadId> {
    const { world, worktrees } = this.#options;
    const { workspace } = input;
    const project = this.#options.project(input.projectId);
    const threadId = ThreadId.parse(world.newId("thread"));
    const title = input.title || titleOf(wordsFor(input));
    const worktree =
      workspace.kind === "worktree"
        ? await worktrees.plan({ project, threadId, title, base: workspace.base })
        : undefined;
    const first = {
      type: "thread.started",
      threadId,
      projectId: project.id,
      title,
      cwd: worktree?.path ?? localFolder(project, workspace),
      settings: this.#firstSettings(project, input.settings ?? {}),
      worktree,
      ...(input.automation && { automation: input.automation }),
      at: world.now(),
    } as const;
    const open = this.#open.begin(threadId);
    const copyLocalChanges = workspace.kind === "worktree" && workspace.copyLocalChanges;
    if (input.text !== undefined) {
      const { text, outputSchema } = input;
      const id = input.messageId ?? (world.newId("message") as MessageId); // an id in form
      const message = { id, text, ...alongWith(input), outputSchema };
      const also = (turnId: TurnId) => input.also?.({ threadId, turnId, worktree });
      try {
        this.#turns.start(open, { message, first, copyLocalChanges, also });
      } catch (error) {
        // Nothing is on disk yet: its name is free again.
        if (worktree !== undefined) await worktrees.discardEmpty(threadId).catch(() => undefined);
        throw error;
      }
    } else {
      open.commit([first]);
      this.#turns.prepareFolder(open, copyLocalChanges);
    }
    return threadId;
  }

  /** A new thread in a worktree that is there already; `also` happens in the write that begins it. */
  adopt(
    { projectId, title, worktree }: { projectId: ProjectId; title: string; worktree: ThreadWorktree },
    also: (threadId: ThreadId) => void,
  ): ThreadId {
    const { world, project } = this.#options;
    const threadId = ThreadId.parse(world.newId("thread"));
    const settings = this.#firstSettings(project(projectId), {});
    const at = world.now();
    this.#open
      .begin(threadId)
      .commit([{ type: "thread.started", threadId, projectId, title, cwd: worktree.path, settings, worktree, at }], {
        also,
      });
    return threadId;
  }

  /** What was asked for, over the project's profile, over what the person set for all. A profile that is gone counts for nothing. */
  #firstSettings(project: Project, asked: Partial<ThreadSettings>): ThreadSettings {
    const { defaultSettings, profile } = this.#options;
    const general = defaultSettings();
    const named = [project.profile, general.profile].find((name) => name !== undefined && profile(name) !== undefined);
    const start = withChange(
      { ...general, profile: undefined },
      named === undefined ? {} : { profile: named },
      profile,
    );
    return withChange(start, asked, profile);
  }

  /** Acknowledged means kept: the message survives whatever happens next. `also` is written with it or not at all. */
  send(threadId: ThreadId, message: Message, also?: () => void): "turn" | "queue" {
    const open = this.load(threadId);
    if (open.thread.archived) throw new AppError("thread_archived");
    requireFolder(open);
    const busy = this.#turns.isBusy(open);
    if (this.#log.hasMessage(threadId, message.id)) return busy ? "queue" : "turn";
    if (!busy) {
      this.#turns.start(open, { message, also });
      return "turn";
    }
    this.queue.add(open, message, also);
    return "queue";
  }

  /**
   * Begins a turn that no person asks for: with a message, or with a note on why the thread goes on. `settings` hold from it
   * on. Throws `thread_archived`, `worktree_missing`, `turn_running`, `profile_not_found`.
   */
  wake(
    threadId: ThreadId,
    {
      settings,
      ...start
    }: Pick<TurnStart, "message" | "note" | "also"> & { readonly settings?: Partial<ThreadSettings> },
  ): void {
    const open = this.load(threadId);
    const changed = settings && withChange(open.thread.settings, settings, this.#options.profile);
    this.#begin(open, { ...start, settings: changed });
  }

  /** Says something to the running turn; without one it begins a turn. Throws `turn_not_steerable`. */
  steer(threadId: ThreadId, message: Message, also?: () => void): "turn" | "steer" {
    const open = this.load(threadId);
    if (open.thread.archived) throw new AppError("thread_archived");
    requireFolder(open);
    const steers = this.#turns.hasTurn(open);
    if (this.#log.hasMessage(threadId, message.id)) return steers ? "steer" : "turn";
    if (!steers) {
      this.send(threadId, message, also);
      return "turn";
    }
    this.#turns.steer(open, message, { also });
    return "steer";
  }

  /** Takes back a message on its way into the running turn. Throws `message_not_found`. */
  unsteer(threadId: ThreadId, messageId: MessageId, toQueue: boolean): void {
    this.#turns.unsteer(this.load(threadId), messageId, toQueue);
  }

  /** Makes the conversation shorter. Throws `thread_archived`, `turn_running`, `nothing_to_compact`. */
  compact(threadId: ThreadId): void {
    const open = this.load(threadId);
    if (open.thread.archived) throw new AppError("thread_archived");
    this.#turns.compact(open);
  }

  /** Begins a review, as a turn that `driver` fills. Throws `thread_archived`, `turn_running`, `worktree_missing`. */
  review(threadId: ThreadId, driver: TurnDriver): void {
    const open = this.load(threadId);
    if (open.thread.archived) throw new AppError("thread_archived");
    requireFolder(open);
    if (this.#turns.isBusy(open)) throw new AppError("turn_running");
    this.#turns.start(open, { kind: "review", driver });
  }

  /**
   * Cuts the model's stream and ends the commands that the turn waits for; those in the background run on. Throws
   * `turn_not_running`.
   */
  interrupt(threadId: ThreadId): void {
    this.#turns.interrupt(this.load(threadId));
  }

  /** Takes back what waits for the person's answer, though no turn runs that could be stopped. */
  withdraw(threadId: ThreadId): void {
    const open = this.load(threadId);
    const { approvals, questions } = open.thread;
    if (approvals.length + questions.length === 0) return;
    open.commit([...this.#turns.approvals.withdrawn(approvals), ...this.#turns.questions.withdrawn(questions)]);
    this.#turns.approvals.forget(approvals);
    this.#turns.questions.forget(questions);
  }

  rename(threadId: ThreadId, title: string): void {
    this.load(threadId).commit([{ type: "thread.titled", title, at: this.#options.world.now() }]);
  }

  configure(threadId: ThreadId, change: Partial<ThreadSettings>): ThreadSettings {
    const open = this.load(threadId);
    const settings = withChange(open.thread.settings, change, this.#options.profile);
    open.commit([{ type: "thread.configured", settings, at: this.#options.world.now() }]);
    return settings;
  }

  flag(
    threadId: ThreadId,
    flags: {
      readonly pinned?: boolean;
      readonly archived?: boolean;
      readonly unread?: boolean;
      readonly notices?: ThreadNotices | null;
    },
  ): void {
    const open = this.load(threadId);
    if (flags.archived && this.#turns.isBusy(open)) throw new AppError("turn_running");
    const at = this.#options.world.now();
    // What is put away asks nothing any more.
    const moot = flags.archived ? open.thread.approvals : [];
    const unanswered = flags.archived ? open.thread.questions : [];
    open.commit([
      ...this.#turns.approvals.withdrawn(moot),
      ...this.#turns.questions.withdrawn(unanswered),
      { type: "thread.flagged", ...flags, at },
    ]);
    this.#turns.questions.forget(unanswered);
    this.#turns.approvals.forget(moot);
  }

  /** Puts a thread above another one of the list that it stands in, or at that list's end. */
  move(threadId: ThreadId, before?: ThreadId): void {
    const { pinned, projectId, archived } = this.load(threadId).thread;
    const list = this.#open
      .rows()
      .filter((row) => row.archived === archived && row.pinned === pinned && (pinned || row.projectId === projectId));
    const at = this.#options.world.now();
    for (const [id, rank] of ranksToMove(list, threadId, before))
      this.load(id).commit([{ type: "thread.flagged", rank, at }]);
  }

  /** What another feature did to the thread's worktree (removed it, brought it back). */
  setWorktree(threadId: ThreadId, worktree: ThreadWorktree, cwd?: string): void {
    const at = this.#options.world.now();
    this.load(threadId).commit([{ type: "worktree.changed", worktree, ...(cwd === undefined ? {} : { cwd }), at }]);
  }

  /** How the thread's pull request stood when somebody looked. */
  setPullRequest(threadId: ThreadId, pullRequest: ThreadPullRequest | null): void {
    this.load(threadId).commit([{ type: "pull_request.changed", pullRequest, at: this.#options.world.now() }]);
  }

  /** Its work came onto a branch, or that was undone. */
  setLanding(threadId: ThreadId, landing: ThreadLanding): void {
    this.load(threadId).commit([{ type: "landing.changed", landing, at: this.#options.world.now() }]);
  }

  /** Forgets the thread. Rejects with `turn_running`, and with `worktree_kept` while there is a worktree to lose. */
  delete(threadId: ThreadId): Promise<void> {
    return this.alone(threadId, async (open) => {
      const { worktree, approvals, questions } = open.thread;
      const gone = worktree === undefined || ["removed", "failed", "local"].includes(worktree.state);
      // A folder that somebody deleted by hand can hold nothing back.
      if (!gone && existsSync(worktree.path)) throw new AppError("worktree_kept");
      this.#turns.approvals.forget(approvals);
      this.#turns.questions.forget(questions);
      this.#options.endProcesses(threadId);
      const deleted = this.#log.delete(threadId);
      this.#open.remove(threadId);
      await deleted;
      // The thread is gone either way; refs that stay cost a little room.
      await this.#options
        .forget(open)
        .catch((error: unknown) => this.#options.report("a deleted thread's checkpoints stay", error));
    });
  }

  /** Looks again at how much the thread's folder differs from its base. */
  async refreshLines(open: OpenThread): Promise<void> {
    open.setLines(await this.#options.countLines(open));
    this.#options.onFolder?.(open);
  }

  /** How far the person has read its work; undefined where there is nothing to read. */
  setReading(threadId: ThreadId, reading: ThreadRow["reading"]): void {
    this.load(threadId).setReading(reading);
  }

  answer(threadId: ThreadId, approvalId: ApprovalId, decision: ApprovalDecision, given?: WithAnswer): number {
    return this.#turns.answer(this.load(threadId), approvalId, decision, given);
  }

  /** Throws `question_not_found`, `question_answered`, `input_invalid`. */
  answerQuestion(threadId: ThreadId, questionId: QuestionId, answers: QuestionAnswers): void {
    this.#turns.answerQuestion(this.load(threadId), questionId, answers);
  }

  /** Ends all turns in a way that loses nothing; pending approvals go on waiting in the next host. */
  async close(): Promise<void> {
    const closed = this.#turns.close();
    for (const threadId of this.#open.ids()) this.#options.endProcesses(threadId);
    await closed;
  }

  /** Settles when what follows the turn that runs or ends now is done, as far as the thread's folder is concerned. */
  settled(threadId: ThreadId): Promise<void> {
    return this.#turns.settled(threadId);
  }

  /** Settles when those are done who look at what the thread's agent finished. */
  rested(threadId: ThreadId): Promise<void> {
    return this.#turns.rested(threadId);
  }

  /** Settles when no turn runs and none has anything left to do. */
  idle(): Promise<void> {
    return this.#turns.idle();
  }

  /** A project's own checkout is shared by its threads. Throws `turn_running` while an agent works in that folder. */
  requireQuiet(root: string): void {
    const works = ({ id }: ThreadRow): boolean => this.isRunning(id) && this.#options.rootOf(this.load(id)) === root;
    if (this.rows({ archived: false }).some(works)) throw new AppError("turn_running");
  }

  /** Does work with the thread's folder to itself: a turn sent meanwhile begins after it. Rejects with `turn_running`. */
  alone<T>(threadId: ThreadId, work: (open: OpenThread) => Promise<T>): Promise<T> {
    return this.#turns.alone(this.load(threadId), () => work(this.load(threadId)));
  }
}

/** Said before the message is taken, so that it stays in the person's hands. */
function requireFolder({ thread: { worktree } }: OpenThread): void {
  if (worktree?.state === "removed") throw new AppError("worktree_missing", "Restore the worktree to go on");
}

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

/** What a message is called by: its words, or the name of the first thing that it brings. */
const wordsFor = ({ text, images, attachments }: Partial<Pick<Message, "text" | "images" | "attachments">>) =>
  text || images?.[0]?.name || attachments?.[0]?.name;

/** A thread's title until someone gives it a better one: its first line, cut at a word. */
function titleOf(text: string | undefined): string {
  const line = text?.trim().split("\n", 1)[0]?.trim() ?? "";
  if (line === "") return "New thread";
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  const word = cut.lastIndexOf(" ");
  return `${word > 30 ? cut.slice(0, word) : cut}…`;
}
