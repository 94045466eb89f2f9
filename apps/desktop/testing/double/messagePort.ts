import { EventEmitter } from "node:events";

interface PortMessage {
  readonly data: unknown;
  readonly ports: readonly MessagePortMain[];
}

/** One end of a channel within the main process. Messages wait until it is started. */
export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | null = null;
  readonly #waiting: PortMessage[] = [];
  #started = false;
  #closed = false;

  postMessage(data: unknown, ports: readonly MessagePortMain[] = []): void {
    const message = { data: structuredClone(data), ports };
    if (!this.#closed) setImmediate(() => this.peer?.deliver(message));
  }

  deliver(message: PortMessage): void {
    if (this.#started) this.emit("message", message);
    else this.#waiting.push(message);
  }

  start(): void {
    this.#started = true;
    for (const message of this.#waiting.splice(0)) this.emit("message", message);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => {
      this.emit("close");
      this.peer?.close();
    });
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();
  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}

export type PortTraffic =
  | { readonly type: "port"; readonly port: number; readonly value: unknown }
  | { readonly type: "portClosed"; readonly port: number };

/** The ports that were transferred to a page or a process: this side carries what goes through them. */
export class LentPorts {
  readonly #ports = new Map<number, MessagePortMain>();
  readonly #send: (traffic: PortTraffic) => void;
  #last = 0;

  constructor(send: (traffic: PortTraffic) => void) {
    this.#send = send;
  }

  /** Takes over a port and returns the number it has on the other side. */
  lend(port: MessagePortMain): number {
    const id = ++this.#last;
    this.#ports.set(id, port);
    port.on("message", ({ data }: PortMessage) => this.#send({ type: "port", port: id, value: data }));
    port.on("close", () => {
      if (this.#ports.delete(id)) this.#send({ type: "portClosed", port: id });
    });
    port.start();
    return id;
  }

  receive(traffic: PortTraffic): void {
    const port = this.#ports.get(traffic.port);
    if (traffic.type === "port") return port?.postMessage(traffic.value);
    this.#ports.delete(traffic.port);
    port?.close();
  }

  /** The other side is gone, and its ports with it. */
  closeAll(): void {
    const ports = [...this.#ports.values()];
    this.#ports.clear();
    for (const port of ports) port.close();
  }
}
