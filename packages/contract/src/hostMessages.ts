import type { AutomationSettings, BackgroundState } from "./background.ts";
import type { ErrorCode } from "./error.ts";

/**
 * What the Electron shell tells the host it started as a utility process. `connect` comes with one MessagePort
 * transferred: a client's line to the host, which speaks the contract. `shutdown` asks for an orderly end in 2 s.
 * `woke`: the machine slept, so what is due is looked at now. The last two are what the person said outside of a window.
 */
export type ShellToHost =
  | { readonly type: "connect" }
  | { readonly type: "shutdown" }
  | { readonly type: "woke" }
  | { readonly type: "pause_automations"; readonly paused: boolean }
  | { readonly type: "keep_closing"; readonly closing: AutomationSettings["background"] }
  | ({ readonly type: "reply"; readonly id: number } & SecretReply);

/**
 * What the host tells the shell. `ready` comes once, when it can take ports; `fatal` instead of it when the host cannot
 * work and starting it again would not help (another host on this home, a home of a newer version): it then exits.
 * `background` comes after `ready` and whenever it says something else.
 * `encrypt` and `decrypt` use the operating system's keychain and are answered by a `reply` with the same id.
 */
export type HostToShell =
  | { readonly type: "ready"; readonly version: string }
  | { readonly type: "background"; readonly state: BackgroundState }
  | { readonly type: "fatal"; readonly code: ErrorCode; readonly message: string; readonly detail?: string }
  | { readonly type: "encrypt"; readonly id: number; readonly text: string }
  | { readonly type: "decrypt"; readonly id: number; readonly base64: string };

/** `value` is base64 after `encrypt`, text after `decrypt`. `unavailable`: this machine has no keychain to trust. */
export type SecretReply =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: "unavailable" | "failed" };
