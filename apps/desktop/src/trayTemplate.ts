import type { ShellWaiting, ThreadId } from "@flightdeck/contract";
import type { MenuItemConstructorOptions } from "electron";

export interface TrayActions {
  readonly show: () => void;
  readonly openThread: (threadId: ThreadId) => void;
  readonly newThread: () => void;
  readonly quit: () => void;
}

/** How many threads the menu lists; the queue in the window has all of them. */
const MOST = 10;

/** The tray's menu: what waits, the longest first, and the way into the window. */
export function trayTemplate(
  threads: readonly ShellWaiting[],
  { show, openThread, newThread, quit }: TrayActions,
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
    { label: "New Thread", click: newThread },
    { label: "Show Flightdeck", click: show },
    { type: "separator" },
    { label: "Quit Flightdeck", click: quit },
  ];
}

export const trayWords = (count: number): string =>
  count === 0 ? "nothing waits for you" : count === 1 ? "1 thread waits for you" : `${count} threads wait for you`;
