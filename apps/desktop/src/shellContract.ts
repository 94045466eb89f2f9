import {
  Chord,
  type LinkRefusal,
  type MenuCommand,
  menuCommands,
  type ShellDraft,
  ThreadId,
} from "@flightdeck/contract";
import { z } from "zod";

/** Every channel between a page and the main process. What a page sends is validated against these in ipc.ts. */

/** The page asks, main answers. */
export const invokeInputs = {
  openFolder: z.undefined(),
} as const;
export interface InvokeOutputs {
  readonly openFolder: string | null;
}

/** The page tells, main answers nothing. `loaded` comes once per document, when the page can take a port and messages. */
export const sendInputs = {
  loaded: z.undefined(),
  notify: z.strictObject({ threadId: ThreadId, title: cutAt(200), body: cutAt(1000) }),
  setBadge: z.int().min(0).max(9999),
  setWaiting: z
    .array(z.strictObject({ threadId: ThreadId, title: cutAt(80), why: cutAt(40) }))
    .transform((threads) => threads.slice(0, 100)),
  setMenuKeys: z.partialRecord(z.enum(menuCommands), Chord.nullable()),
  openWindow: z.strictObject({ threadId: ThreadId.optional(), alone: z.boolean() }),
  setOnTop: z.boolean(),
  setTheme: z.enum(["system", "light", "dark"]),
} as const;

/** Text that a notification can show; more of it is cut, not refused. */
function cutAt(length: number) {
  return z.string().transform((text) => (text.length > length ? `${text.slice(0, length - 1)}…` : text));
}

/** Main tells the page. `hostPort` carries no value but a port. */
export interface ReceiveValues {
  readonly openThread: ThreadId;
  readonly newThread: ShellDraft;
  readonly linkRefused: LinkRefusal;
  readonly onTop: boolean;
  readonly menu: MenuCommand;
  readonly hostPort: null;
}

export type InvokeChannel = keyof typeof invokeInputs;
export type SendChannel = keyof typeof sendInputs;
export type ReceiveChannel = keyof ReceiveValues;
export type SendInput<Channel extends SendChannel> = z.infer<(typeof sendInputs)[Channel]>;
