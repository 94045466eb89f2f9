import {
  automationsWords,
  type BackgroundState,
  runsWords,
  type ShellWaiting,
  type ThreadId,
} from "@flightdeck/contract";
import type { MenuItemConstructorOptions } from "electron";

export interface TrayActions {
  readonly show: () => void;
  readonly openThread: (threadId: ThreadId) => void;
  readonly newThread: () => void;
  readonly pauseAll: (paused: boolean) => void;
  readonly quit: () => void;
}

/** How many threads the menu lists; the queue in the window has all of them. */
const MOST = 10;

/** What the tray shows: the threads that wait, and how automations stand. */
export interface TrayState {
  readonly threads: readonly ShellWaiting[];
  readonly background?: BackgroundState | undefined;
}

/** The tray's menu: what waits, the longest first, what goes on by itself, and the way into the window. */
export function trayTemplate(
  { threads, background }: TrayState,
  { show, openThread, newThread, pauseAll, quit }: TrayActions,
  now: number,
): MenuItemConstructorOptions[] {
  const listed = threads.slice(0, MOST).map(
    ({ threadId, title, why }): MenuItemConstructorOptions => ({
      // A single & would underline the letter behind it.
      label: `${title}: ${why}`.replaceAll("&", "&&"),
      click: () => openThread(threadId),
    }),
  );
  const more = threads.length - listed.length;
  return [
    ...(listed.length === 0 ? [{ label: "Nothing waits for you", enabled: false }] : listed),
    ...(more > 0 ? [{ label: `${more} more…`, click: show }] : []),
    { type: "separator" },
    ...automationItems(background, pauseAll, now),
    { label: "New Thread", click: newThread },
    { label: "Show Flightdeck", click: show },
    { type: "separator" },
    { label: "Quit Flightdeck", click: quit },
  ];
}

function automationItems(
  background: BackgroundState | undefined,
  pauseAll: TrayActions["pauseAll"],
  now: number,
): MenuItemConstructorOptions[] {
  if (background === undefined || background.automations === 0) return [];
  const { allPaused } = background;
  const lines = [automationsWords(background, now), runsWords(background) ?? "No run at work"];
  return [
    ...lines.map((label): MenuItemConstructorOptions => ({ label, enabled: false })),
    {
      label: allPaused ? "Resume All Automations" : "Pause All Automations",
      click: () => pauseAll(!allPaused),
    },
    { type: "separator" },
  ];
}

export const trayWords = (count: number): string =>
  count === 0 ? "nothing waits for you" : count === 1 ? "1 thread waits for you" : `${count} threads wait for you`;
