import { z } from "zod";
import type { ThreadId } from "./ids.ts";

/** How automations go on beside the window, and how much of them at once. */
export const AutomationSettings = z.object({
  /** Whether they run on once the last window is closed; `ask` asks the first time that it matters. */
  background: z.enum(["ask", "on", "off"]).default("ask"),
  /** Starts the desktop app with the machine, without a window. */
  login: z.boolean().default(false),
  /** Keeps the machine from sleeping while a run is at work, and no longer. */
  awake: z.boolean().default(true),
  /** Runs at work at the same time, over all automations; the others wait for their turn. */
  atOnce: z.int().min(1).max(32).default(3),
  /** Minutes over which runs of the same due time are spread; 0 starts them all in the same second. */
  spreadMinutes: z.int().min(0).max(60).default(4),
  /** Where webhooks of automations are answered, on loopback alone and only while there are some. */
  webhookPort: z.int().min(1024).max(65_535).default(47_811),
});
export type AutomationSettings = z.infer<typeof AutomationSettings>;

/** What there is of automations and how they go on, for whoever has no window to look at: the shell, a terminal. */
export interface BackgroundState {
  /** All automations, the paused ones too. */
  readonly automations: number;
  /** Those that begin by themselves; none while all are paused. */
  readonly on: number;
  readonly allPaused: boolean;
  /** When the next one is due, as far as that is known. */
  readonly nextAt?: number;
  /** Runs that are at work. */
  readonly running: number;
  /** Runs that wait for the person. */
  readonly parked: readonly { readonly threadId: ThreadId; readonly title: string }[];
  readonly closing: AutomationSettings["background"];
  readonly login: boolean;
  /** The machine is to stay awake, for as long as this says so. */
  readonly awake: boolean;
}

/** Whether closing the last window would stop something. */
export const goesOnAlone = ({ on, running }: Pick<BackgroundState, "on" | "running">): boolean => on > 0 || running > 0;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
const DAY = 86_400_000;

/** What goes on by itself: "3 automations, next at 02:30". */
export function automationsWords(state: BackgroundState, now: number, timeZone?: string): string {
  const { automations, on, allPaused, nextAt } = state;
  if (automations === 0) return "no automations";
  if (allPaused) return `${counted(automations, "automation")}, all paused`;
  if (on === 0) return `${counted(automations, "automation")}, none of them on`;
  return `${counted(on, "automation")}${nextAt === undefined ? "" : `, next ${dueWords(nextAt, now, timeZone)}`}`;
}

/** "2 runs at work"; nothing when there are none. */
export const runsWords = ({ running }: Pick<BackgroundState, "running">): string | undefined =>
  running === 0 ? undefined : `${counted(running, "run")} at work`;

function dueWords(at: number, now: number, timeZone: string | undefined): string {
  const written = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
  const time = `at ${written({ hour: "2-digit", minute: "2-digit" })}`;
  if (at - now < DAY) return time;
  if (at - now < 6 * DAY) return `on ${written({ weekday: "long" })} ${time}`;
  return `on ${written({ day: "numeric", month: "long" })} ${time}`;
}
