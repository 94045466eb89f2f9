import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Terminal, type TerminalEvent, type TerminalId, ThreadId } from "@flightdeck/contract";
import { temporaryFolder } from "@flightdeck/testkit";
import { openStore, type Store } from "../../store/index.ts";
import { Terminals } from "../index.ts";

/** Characters that a test looks back at. */
const KEPT = 100_000;

/** What a window sees of a terminal. */
export interface Watching {
  /** The last of what was drawn since the last snapshot. */
  readonly seen: () => string;
  readonly events: readonly TerminalEvent[];
  /** Settles once what was drawn holds the text. */
  until(text: string | RegExp): Promise<string>;
  stop(): Promise<void>;
}

export interface TerminalBench extends AsyncDisposable {
  readonly terminals: Terminals;
  readonly store: Store;
  readonly folder: string;
  readonly threadId: ThreadId;
  /** Settles once its prompt is there. */
  open(size?: { columns: number; rows: number }): Promise<TerminalId>;
  /** Looks on and acknowledges what comes, or with `deaf` never does. */
  look(terminalId: TerminalId, watcher?: string, how?: "deaf"): Watching;
  /** Settles once the list is so. */
  when(holds: (terminals: readonly Terminal[]) => boolean): Promise<readonly Terminal[]>;
}

/** Terminals of one thread in a temporary folder, with plain shells that say "$ ". */
export async function terminalBench(
  more: { readonly environment?: Record<string, string>; readonly origin?: string } = {},
): Promise<TerminalBench> {
  const folder = await temporaryFolder("flightdeck-terminals-");
  const store = openStore(":memory:");
  const threadId = ThreadId.parse("thread_1");
  const home = join(folder.path, "home");
  mkdirSync(home);
  writeFileSync(join(home, ".profile"), "PS1='$ '\n");
  let ids = 0;
  const terminals = new Terminals({
    store,
    environment: { PATH: process.env.PATH, HOME: home, SHELL: "/bin/sh", ...more.environment },
    origin: more.origin ?? "bench-of-terminals",
    now: () => 1,
    newId: () => `terminal_${(ids += 1)}`,
    placeOf: () => ({ cwd: folder.path, worktree: folder.path, project: "/project" }),
  });
  const stops: (() => Promise<void>)[] = [];
  return {
    terminals,
    store,
    folder: folder.path,
    threadId,
    open: async (size = { columns: 80, rows: 24 }) => {
      const id = await terminals.open(threadId, size);
      const opener = look(terminals, id, "opener");
      await opener.until("$ ");
      await opener.stop();
      return id;
    },
    look: (terminalId, watcher = "window", how) => {
      const watching = look(terminals, terminalId, watcher, how);
      stops.push(watching.stop);
      return watching;
    },
    when: async (holds) => {
      const abort = new AbortController();
      for await (const event of terminals.watchList(threadId, abort.signal)) {
        if (!holds(event.terminals)) continue;
        abort.abort();
        return event.terminals;
      }
      throw new Error("the list ended");
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(stops.map((stop) => stop()));
      await terminals.end();
      store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function look(terminals: Terminals, terminalId: TerminalId, watcher: string, how?: "deaf"): Watching {
  const abort = new AbortController();
  const events: TerminalEvent[] = [];
  let seen = "";
  let waiting: (() => void)[] = [];
  const run = async () => {
    for await (const event of terminals.watch(terminalId, watcher, abort.signal)) {
      events.push(event);
      if (event.type === "resized") continue;
      seen = event.type === "snapshot" ? event.screen : (seen + event.text).slice(-KEPT);
      const size = event.type === "snapshot" ? event.screen.length : event.text.length;
      if (how !== "deaf" && size > 0) terminals.acknowledge(terminalId, watcher, size);
      const told = waiting;
      waiting = [];
      for (const tell of told) tell();
    }
  };
  const running = run();
  return {
    seen: () => seen,
    events,
    until: async (text) => {
      while (typeof text === "string" ? !seen.includes(text) : !text.test(seen))
        await new Promise<void>((resolve) => waiting.push(resolve));
      return seen;
    },
    stop: async () => {
      abort.abort();
      await running;
    },
  };
}
