import { type BrowserWindow, MessageChannelMain } from "electron";
import type { Host } from "./host.ts";
import { sendPortTo } from "./ipc.ts";

/** Joins a page and the host by a channel of their own. Main keeps no end of it and relays nothing. */
export function joinPage(window: BrowserWindow, host: Host): void {
  const { port1, port2 } = new MessageChannelMain();
  host.connect(port1);
  sendPortTo(window, port2);
}
