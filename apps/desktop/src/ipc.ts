import { BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type MessagePortMain } from "electron";
import type { Log } from "./log.ts";
import { isOurs } from "./origin.ts";
import {
  type InvokeChannel,
  type InvokeOutputs,
  invokeInputs,
  type ReceiveChannel,
  type ReceiveValues,
  type SendChannel,
  type SendInput,
  sendInputs,
} from "./shellContract.ts";

/** What main does for a page: an entry for each channel of the contract, so that none can be forgotten. */
export interface ShellHandlers {
  readonly invoke: { readonly [C in InvokeChannel]: (window: BrowserWindow) => Promise<InvokeOutputs[C]> };
  readonly send: { readonly [C in SendChannel]: (input: SendInput<C>, window: BrowserWindow) => void };
}

/** Listens on every channel. A message from anything but the main frame of our own page is refused, as is a malformed one. */
export function serveIpc(handlers: ShellHandlers, log: Log): void {
  for (const channel of Object.keys(invokeInputs) as InvokeChannel[]) {
    ipcMain.handle(channel, (event, input: unknown) => {
      const window = senderOf(event);
      if (!window) throw new Error("This page may not use the shell");
      invokeInputs[channel].parse(input);
      return handlers.invoke[channel](window);
    });
  }
  for (const channel of Object.keys(sendInputs) as SendChannel[]) serveSend(channel, handlers.send[channel], log);
}

function serveSend<C extends SendChannel>(channel: C, handle: ShellHandlers["send"][C], log: Log): void {
  ipcMain.on(channel, (event, input: unknown) => {
    const window = senderOf(event);
    if (!window) return log("shell", `refused ${channel} from a page that is not ours`);
    const parsed = sendInputs[channel].safeParse(input);
    if (!parsed.success) return log("shell", `refused ${channel}: ${parsed.error.message}`);
    handle(parsed.data as SendInput<C>, window); // the schema above is the channel's own
  });
}

/** The window a message came from, if it came from our own page in the window's main frame. */
function senderOf(event: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow | null {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !isOurs(frame.url)) return null;
  return BrowserWindow.fromWebContents(event.sender);
}

export function sendTo<C extends ReceiveChannel>(window: BrowserWindow, channel: C, value: ReceiveValues[C]): void {
  if (!window.isDestroyed()) window.webContents.send(channel, value);
}

export function sendPortTo(window: BrowserWindow, port: MessagePortMain): void {
  if (!window.isDestroyed()) window.webContents.postMessage("hostPort" satisfies ReceiveChannel, null, [port]);
}
