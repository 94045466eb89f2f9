import type { FlightdeckShell, HostPortMessage } from "@flightdeck/contract";
import { contextBridge, ipcRenderer } from "electron";
import type {
  InvokeChannel,
  InvokeOutputs,
  ReceiveChannel,
  ReceiveValues,
  SendChannel,
  SendInput,
} from "./shellContract.ts";

// Only types are imported from elsewhere: a sandboxed preload is one small file.
const portMessage: HostPortMessage = { type: "flightdeck:port" };

function invoke<C extends InvokeChannel>(channel: C): Promise<InvokeOutputs[C]> {
  return ipcRenderer.invoke(channel) as Promise<InvokeOutputs[C]>; // main's handlers are typed by the same table
}

function send<C extends SendChannel>(channel: C, input?: SendInput<C>): void {
  ipcRenderer.send(channel, input);
}

/** Subscribes the page to a channel. What arrives before its first listener waits for it; the newest 20 are kept. */
function channel<C extends ReceiveChannel>(name: C): (listener: (value: ReceiveValues[C]) => void) => () => void {
  const listeners = new Set<(value: ReceiveValues[C]) => void>();
  const early: ReceiveValues[C][] = [];
  ipcRenderer.on(name, (_event, value: ReceiveValues[C]) => {
    if (listeners.size === 0) early.push(value);
    if (early.length > 20) early.shift();
    for (const listener of listeners) listener(value);
  });
  return (listener) => {
    const added = (value: ReceiveValues[C]) => listener(value);
    listeners.add(added);
    for (const value of early.splice(0)) added(value);
    return () => void listeners.delete(added);
  };
}

const shell: FlightdeckShell = {
  platform: process.platform,
  versions: {
    electron: process.versions.electron ?? "",
    chrome: process.versions.chrome ?? "",
    node: process.versions.node,
  },
  openFolder: () => invoke("openFolder"),
  notify: ({ threadId, title, body }) => send("notify", { threadId, title, body }),
  setBadge: (count) => send("setBadge", count),
  setWaiting: (threads) =>
    send(
      "setWaiting",
      threads.map(({ threadId, title, why }) => ({ threadId, title, why })),
    ),
  setMenuKeys: (keys) => send("setMenuKeys", { ...keys }),
  setTheme: (theme) => send("setTheme", theme),
  openWindow: ({ threadId, alone }) => send("openWindow", { threadId, alone }),
  setOnTop: (onTop) => send("setOnTop", onTop),
  onOpenThread: channel("openThread"),
  onNewThread: channel("newThread"),
  onLinkRefused: channel("linkRefused"),
  onOnTop: channel("onTop"),
  onMenu: channel("menu"),
};

contextBridge.exposeInMainWorld("flightdeckShell", shell);

// A port cannot cross the bridge, only a message can. Our own window is the only one that gets it.
ipcRenderer.on("hostPort" satisfies ReceiveChannel, (event) => window.postMessage(portMessage, "*", event.ports));

// Deferred scripts have run by now, so the page listens for its port.
window.addEventListener("DOMContentLoaded", () => send("loaded"), { once: true });
