import { statSync } from "node:fs";
import { basename } from "node:path";
import {
  type Terminal as TerminalState,
  type TerminalEvent,
  TerminalId,
  type TerminalListEvent,
  type ThreadId,
} from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { endSession } from "../sandbox/index.ts";
import type { Store } from "../store/index.ts";
import { loginShell, type Place, shellArguments, terminalEnvironment } from "./environment.ts";
import { type Shell, startShell } from "./shell.ts";
import type { Terminal } from "./terminal.ts";

/** Terminals of one thread, and of all: a system has some hundred to give. */
const PER_THREAD = 16;
const IN_ALL = 128;
/** The size of a terminal that nobody has looked at yet. */
const UNSEEN = { columns: 100, rows: 30 };

export interface TerminalsOptions {
  readonly store: Store;
  /** Where a thread works. Throws `thread_not_found`, `worktree_missing`. */
  readonly placeOf: (threadId: ThreadId) => Place;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Marks what terminals of this home start. */
  readonly origin: string;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What is to run in a new terminal: the person's shell, or a project's action. */
export interface NewTerminal {
  readonly columns: number;
  readonly rows: number;
  readonly action?: { readonly id: string; readonly name: string; readonly command: string };
}

/** The terminals of all threads. They live as long as the host, whoever looks on. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #terminals = new Map<TerminalId, Terminal>();
  readonly #feed = new Feed<ThreadId>({ frame: 16, limit: 1_000 });
  /** Those that are on their way out. */
  readonly #closing = new Set<Promise<void>>();
  /** Actions that are about to have a terminal. */
  readonly #opening = new Map<string, Promise<TerminalId>>();
  readonly #remember;
  readonly #forget;
  #ended = false;

  constructor(options: TerminalsOptions) {
    this.#options = options;
    const { db } = options.store;
    this.#remember = db.prepare<[number, number]>(
      "INSERT OR REPLACE INTO terminal_processes (pid, started_at) VALUES (?, ?)",
    );
    this.#forget = db.prepare<[number]>("DELETE FROM terminal_processes WHERE pid = ?");
  }

  list(threadId: ThreadId): readonly TerminalState[] {
    return this.#of(threadId).map(({ state }) => state);
  }

  async *watchList(threadId: ThreadId, signal: AbortSignal): AsyncGenerator<TerminalListEvent, void, void> {
    const deliveries = this.#feed.watch(signal);
    yield { terminals: this.list(threadId) };
    for await (const delivery of deliveries)
      if (delivery === "overrun" || delivery.events.includes(threadId)) yield { terminals: this.list(threadId) };
  }

  /** Throws `thread_not_found`, `worktree_missing`, `terminal_limit`, `terminal_failed`. */
  async open(threadId: ThreadId, { columns, rows, action }: NewTerminal): Promise<TerminalId> {
    // The emulator comes with the first terminal: a host that only runs agents has no use for it.
    const { Terminal: Opened } = await import("./terminal.ts");
    this.#placeOf(threadId);
    if (this.#of(threadId).length >= PER_THREAD || this.#terminals.size >= IN_ALL) throw new AppError("terminal_limit");
    const id = TerminalId.parse(this.#options.newId());
    const name = action?.name ?? basename(loginShell(this.#options.environment));
    const terminal = new Opened({
      state: { id, threadId, name, action: action?.id, columns, rows, startedAt: this.#options.now() },
      start: (size) => this.#start(threadId, size, action?.command),
      now: this.#options.now,
      onChange: () => this.#feed.publish(threadId),
    });
    this.#terminals.set(id, terminal);
    try {
      await terminal.start();
    } catch (error) {
      this.#terminals.delete(id);
      throw error;
    }
    return id;
  }

  /** Runs an action where it ran before, or in a new terminal. While it runs there, nothing happens. */
  async run(threadId: ThreadId, action: NonNullable<NewTerminal["action"]>): Promise<TerminalId> {
    const before = this.#of(threadId).find(({ state }) => state.action === action.id);
    if (before === undefined) return this.#openOnce(threadId, action);
    // Its command may be another one by now.
    await before.start((size) => this.#start(threadId, size, action.command));
    return before.state.id;
  }

  /** Two windows, or a hasty click, ask for one terminal. */
  #openOnce(threadId: ThreadId, action: NonNullable<NewTerminal["action"]>): Promise<TerminalId> {
    const key = `${threadId} ${action.id}`;
    const opening =
      this.#opening.get(key) ?? this.open(threadId, { ...UNSEEN, action }).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  /** Throws `terminal_not_found` at once, before the first event. */
  watch(terminalId: TerminalId, watcher: string, signal: AbortSignal): AsyncGenerator<TerminalEvent, void, void> {
    return this.#get(terminalId).watch(watcher, signal);
  }

  acknowledge(terminalId: TerminalId, watcher: string, characters: number): void {
    this.#terminals.get(terminalId)?.acknowledge(watcher, characters);
  }

  write(terminalId: TerminalId, text: string): void {
    this.#get(terminalId).write(text);
  }

  resize(terminalId: TerminalId, columns: number, rows: number): void {
    this.#get(terminalId).resize(columns, rows);
  }

  rename(terminalId: TerminalId, name: string): void {
    this.#get(terminalId).rename(name);
  }

  stop(terminalId: TerminalId): Promise<void> {
    return this.#get(terminalId).stop();
  }

  /** Throws `terminal_not_found`, `worktree_missing`, `terminal_failed`. */
  async restart(terminalId: TerminalId): Promise<void> {
    const terminal = this.#get(terminalId);
    this.#placeOf(terminal.state.threadId);
    await terminal.start();
  }

  /** Throws `terminal_not_found`, `terminal_busy`. */
  async close(terminalId: TerminalId, { force }: { readonly force: boolean }): Promise<void> {
    const terminal = this.#get(terminalId);
    const busy = force ? undefined : terminal.busyWith();
    if (busy !== undefined) throw new AppError("terminal_busy", busy);
    this.#terminals.delete(terminalId);
    this.#feed.publish(terminal.state.threadId);
    const closing = terminal.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    await closing;
  }

  /** Closes the terminals of a thread; with `idle` those alone in which nothing runs but the shell. */
  async closeThread(threadId: ThreadId, which: "all" | "idle"): Promise<void> {
    const going = this.#of(threadId).filter((terminal) => which === "all" || terminal.busyWith() === undefined);
    await Promise.all(going.map(({ state }) => this.close(state.id, { force: true })));
  }

  /** The last lines of one of a thread's terminals, as plain text. Throws `terminal_not_found`. */
  async lastLines(threadId: ThreadId, terminalId: TerminalId, count: number): Promise<readonly string[]> {
    const terminal = this.#get(terminalId);
    if (terminal.state.threadId !== threadId) throw new AppError("terminal_not_found");
    return terminal.lastLines(count);
  }

  /** Ends what a killed host's terminals left behind: what ignores that its terminal is gone. Never rejects. */
  async endOrphans(): Promise<void> {
    const { store, origin } = this.#options;
    const rows = store.db.prepare<[], { readonly pid: number }>("SELECT pid FROM terminal_processes").all();
    await Promise.all(rows.map(({ pid }) => endSession(pid, { origin, ended: true })));
    onDisk(() => rows.forEach(({ pid }) => this.#forget.run(pid)));
  }

  /** Ends them all; none opens any more. */
  async end(): Promise<void> {
    this.#ended = true;
    const left = [...this.#terminals.values()];
    this.#terminals.clear();
    await Promise.all([...left.map((terminal) => terminal.close()), ...this.#closing]);
  }

  #get(terminalId: TerminalId): Terminal {
    const terminal = this.#terminals.get(terminalId);
    if (terminal === undefined) throw new AppError("terminal_not_found");
    return terminal;
  }

  #of(threadId: ThreadId): readonly Terminal[] {
    return [...this.#terminals.values()].filter(({ state }) => state.threadId === threadId);
  }

  #placeOf(threadId: ThreadId): Place {
    const place = this.#options.placeOf(threadId);
    if (statSync(place.cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new AppError("worktree_missing", place.cwd);
    return place;
  }

  async #start(
    threadId: ThreadId,
    { columns, rows }: { readonly columns: number; readonly rows: number },
    command: string | undefined,
  ): Promise<Shell> {
    if (this.#ended) throw new AppError("terminal_failed", "Flightdeck is closing");
    const { environment, origin, now } = this.#options;
    const place = this.#placeOf(threadId);
    const shell = await startShell({
      argv: shellArguments(loginShell(environment), command),
      cwd: place.cwd,
      env: terminalEnvironment(environment, place, origin),
      columns,
      rows,
      origin,
    }).catch((error: unknown) => {
      throw new AppError("terminal_failed", messageOf(error), { cause: error });
    });
    if (this.#ended) {
      await shell.end();
      throw new AppError("terminal_failed", "Flightdeck is closing");
    }
    onDisk(() => this.#remember.run(shell.pid, now()));
    void shell.exited.then(() => onDisk(() => this.#forget.run(shell.pid)));
    return shell;
  }
}

/** On a full disk a terminal is what makes room again: it works, though what a killed host leaves is not found then. */
function onDisk(write: () => unknown): void {
  try {
    write();
  } catch {
    // Sessions are told apart by their mark, so one too many in the list does no harm.
  }
}
