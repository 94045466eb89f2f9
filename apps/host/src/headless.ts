import { setTimeout as wait } from "node:timers/promises";
import { automationsWords, type BackgroundState, goesOnAlone, runsWords } from "@flightdeck/contract";
import { openAwake } from "./awake.ts";
import type { Host } from "./host.ts";
import { stay } from "./staying.ts";

/** What a window changed just before it closed is heard of within so many milliseconds. */
const LAST_WORDS = 500;

/** A host without a shell: it says in a terminal how automations stand, and keeps the machine awake by itself. */
export interface Headless {
  /** Settles when the one window that this host was started for is closed and nothing is to go on. */
  readonly windowGone: Promise<void>;
  close(): void;
}

/** `say` prints a line. `window` ends with the window that the host was started for; without it there was none. */
export function serveHeadless(
  host: Host,
  options: { readonly say: (line: string) => void; readonly window?: Promise<void>; readonly now: () => number },
): Headless {
  const { say, window, now } = options;
  const awake = openAwake({ platform: process.platform, pid: process.pid, say });
  const { promise: windowGone, resolve: goneForGood } = Promise.withResolvers<void>();
  const { promise: known, resolve: know } = Promise.withResolvers<BackgroundState>();
  let latest: BackgroundState | undefined;
  const staying = stay(host, (state) => {
    awake.set(state.awake);
    if (latest === undefined && state.automations > 0) say(`${sentence(wordsOf(state, now()))}.`);
    latest = state;
    know(state);
  });
  void window?.then(async () => {
    await wait(LAST_WORDS);
    const state = latest ?? (await known);
    if (!goesOnAlone(state)) return goneForGood();
    if (state.closing === "off") {
      say("The window is closed, and Flightdeck ends, as the settings say: no automation begins until its next start.");
      return goneForGood();
    }
    const words = wordsOf(state, now());
    say(`The window is closed; Flightdeck goes on here: ${words}. 'npm start' opens a window again, Ctrl+C ends it.`);
  });
  return {
    windowGone,
    close: () => {
      staying.end();
      awake.close();
    },
  };
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const wordsOf = (state: BackgroundState, now: number): string =>
  [runsWords(state), automationsWords(state, now)].filter(Boolean).join(", ");
