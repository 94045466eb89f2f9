import type { TerminalId, ThreadId } from "@flightdeck/contract";
import type { App } from "../../app.tsx";
import { frontThread, openThread } from "../layout/store.ts";

type Window = Pick<App, "layout" | "shownTerminals" | "boxes">;

/** Shows a thread's terminals, one of them in front if it is named; where there is none, one is opened. */
export function openTerminal({ layout, shownTerminals }: Window, threadId: ThreadId, terminalId?: TerminalId): void {
  if (terminalId !== undefined) shownTerminals.show(threadId, terminalId);
  shownTerminals.want(threadId, terminalId === undefined);
  layout.update((state) => ({ ...openThread(state, threadId), panel: "terminal" }));
}

/** Shows the terminal of the thread in front and gives it the keys; where it has them, hides it and gives them back. */
export function toggleTerminal(window: Window): void {
  const { layout, boxes } = window;
  const state = layout.getState();
  const front = frontThread(state);
  if (front === undefined) return;
  const inside = document.activeElement?.closest('section[aria-label="Terminal"]') ?? null;
  if (state.panel !== "terminal" || inside === null) return openTerminal(window, front);
  layout.update((now) => ({ ...now, panel: undefined }));
  boxes.find(front)?.focus();
}
