// What a sandboxed preload finds in its world: `require("electron")` with ipcRenderer and contextBridge. The function is
// sent into the preload's world as text: it uses nothing from outside but its arguments.
import type { PortTraffic } from "../messagePort.ts";
import type { makeBridge } from "./bridge.ts";
import type { Encoded, makeCodec } from "./codec.ts";

type EncodedPort = { readonly type: "port"; readonly port: number; readonly value: Encoded };
type ClosedPort = Extract<PortTraffic, { type: "portClosed" }>;

export type FromPage =
  | { readonly type: "invoke"; readonly call: number; readonly channel: string; readonly args: Encoded }
  | { readonly type: "send"; readonly channel: string; readonly args: Encoded }
  | EncodedPort
  | ClosedPort;

export type ToPage =
  | { readonly type: "message"; readonly channel: string; readonly args: Encoded; readonly ports: readonly number[] }
  | { readonly type: "result"; readonly call: number; readonly value: Encoded }
  | { readonly type: "failure"; readonly call: number; readonly error: string }
  | EncodedPort
  | ClosedPort;

type Listener = (event: { ports: readonly MessagePort[] }, ...args: unknown[]) => void;

export function runPreload(
  codec: typeof makeCodec,
  bridge: typeof makeBridge,
  binding: (text: string) => void,
  preload: (require: (name: string) => unknown) => void,
): void {
  const { encode, decode } = codec();
  const { expose } = bridge("preload");
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<Listener>>();
  const ports = new Map<number, MessagePort>();
  let lastCall = 0;

  const post = (message: FromPage) => binding(JSON.stringify(message));
  const receivePort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.onmessage = (event) => post({ type: "port", port: id, value: encode(event.data) });
    port1.addEventListener("close", () => {
      if (ports.delete(id)) post({ type: "portClosed", port: id });
    });
    return port2;
  };
  const receive = (message: ToPage): void => {
    switch (message.type) {
      case "result":
        calls.get(message.call)?.resolve(decode(message.value));
        return void calls.delete(message.call);
      case "failure":
        calls.get(message.call)?.reject(new Error(message.error));
        return void calls.delete(message.call);
      case "message": {
        const event = { ports: message.ports.map(receivePort) };
        const args = decode(message.args) as unknown[];
        for (const listener of listeners.get(message.channel) ?? []) listener(event, ...args);
        return;
      }
      case "port":
        return ports.get(message.port)?.postMessage(decode(message.value));
      case "portClosed":
        ports.get(message.port)?.close();
        ports.delete(message.port);
    }
  };
  Object.assign(globalThis, { doubleReceive: (messages: readonly ToPage[]) => messages.forEach(receive) });

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const call = ++lastCall;
        post({ type: "invoke", call, channel, args: encode(args) });
        calls.set(call, { resolve, reject });
      }),
    send: (channel: string, ...args: unknown[]) => post({ type: "send", channel, args: encode(args) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  };
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: expose } };
  preload((name) => {
    if (name === "electron") return electron;
    throw new Error(`module not found: ${name}`);
  });
}

/** The script for a preload's world, in every document of the page's main frame. */
export function preloadScript(
  parts: { codec: typeof makeCodec; bridge: typeof makeBridge },
  preload: string,
  process: object,
): string {
  return `if (top === window) (${String(runPreload)})(${String(parts.codec)}, ${String(parts.bridge)}, doubleSend, (require) => {
    const module = { exports: {} }, exports = module.exports, process = ${JSON.stringify(process)};
    ${preload}
  })`;
}
