// Loaded into a utility process before its entry: makes `process.parentPort` out of Node's channel to the parent.
import { EventEmitter } from "node:events";
import type { ChildMessage } from "./utilityProcess.ts";

const send = (message: ChildMessage) => void (process.connected && process.send?.(message));
const ports = new Map<number, ChildPort>();

class ChildPort extends EventEmitter {
  readonly #id: number;
  readonly #waiting: unknown[] = [];
  #started = false;

  constructor(id: number) {
    super();
    this.#id = id;
    ports.set(id, this);
  }

  postMessage(value: unknown): void {
    if (ports.has(this.#id)) send({ type: "port", port: this.#id, value });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit("message", { data, ports: [] });
  }

  close(): void {
    if (!ports.delete(this.#id)) return;
    send({ type: "portClosed", port: this.#id });
    this.emit("close");
  }

  deliver(data: unknown): void {
    if (this.#started) this.emit("message", { data, ports: [] });
    else this.#waiting.push(data);
  }
}

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (value: unknown) => send({ type: "message", value, ports: [] }),
});
Object.defineProperty(process, "parentPort", { value: parentPort });

const early: ChildMessage[] = [];
let listening = false;
parentPort.on("newListener", (event) => {
  if (event !== "message" || listening) return;
  listening = true;
  queueMicrotask(() => early.splice(0).forEach(receive));
});

process.on("message", (message: ChildMessage) => (listening ? receive(message) : void early.push(message)));
process.on("disconnect", () => process.exit(0)); // a utility process never outlives the app

function receive(message: ChildMessage): void {
  switch (message.type) {
    case "message":
      return void parentPort.emit("message", {
        data: message.value,
        ports: message.ports.map((id) => new ChildPort(id)),
      });
    case "port":
      return ports.get(message.port)?.deliver(message.value);
    case "portClosed": {
      const port = ports.get(message.port);
      ports.delete(message.port);
      port?.emit("close");
    }
  }
}
