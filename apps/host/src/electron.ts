// The host as the Electron shell's utility process: windows reach it by the ports that the shell hands over.
import { errorMessages, type HostToShell, type SecretReply, type ShellToHost } from "@flightdeck/contract";
import { AppError, type SecretBox } from "@flightdeck/core";
import { RPCHandler } from "@orpc/server/message-port";
import { endWithin } from "./ending.ts";
import { openHome, socketPath } from "./home.ts";
import { openHost } from "./host.ts";
import { stay } from "./staying.ts";
import { version } from "./version.ts";

/** A port as Electron gives it to a utility process. */
interface Port {
  on(event: string, listener: (event?: { data: unknown }) => void): void;
  postMessage(data: unknown): void;
  start(): void;
}
interface ParentPort {
  on(
    event: "message",
    listener: (event: { readonly data: ShellToHost; readonly ports: readonly Port[] }) => void,
  ): void;
  postMessage(message: HostToShell): void;
}

const END_LIMIT = 1_800;

const shell = (process as unknown as { parentPort?: ParentPort }).parentPort; // Electron adds it to its utility processes
if (shell === undefined)
  throw new Error("This is the host's entry for the Electron shell; run `flightdeck serve` instead");

try {
  const home = openHome(undefined);
  const host = await openHost({ home, secretBox: secretBox(shell), electron: process.execPath });
  await host.server.listenLocally(socketPath(home));
  host.announce();
  const handler = new RPCHandler(host.router);
  const staying = stay(host, (state) => shell.postMessage({ type: "background", state }));
  shell.on("message", ({ data, ports }) => {
    const [port] = ports;
    switch (data.type) {
      case "connect":
        if (port === undefined) return;
        handler.upgrade(port);
        return port.start();
      case "woke":
        return staying.woke();
      case "pause_automations":
        return staying.pauseAll(data.paused);
      case "keep_closing":
        return staying.keepClosing(data.closing);
      case "shutdown":
        endWithin(END_LIMIT, 0);
        staying.end();
        void host.close().finally(() => process.exit(0));
    }
  });
  shell.postMessage({ type: "ready", version });
} catch (error) {
  const known = error instanceof AppError ? error : undefined;
  shell.postMessage({
    type: "fatal",
    code: known?.code ?? "internal",
    message: known?.message ?? errorMessages.internal,
    detail: known?.detail ?? (error instanceof Error ? error.message : String(error)),
  });
  // Time for the message to leave.
  setTimeout(() => process.exit(1), 100);
}

/** The shell's keychain: asked by message, answered by a reply with the same id, also while the host gets ready. */
function secretBox(parent: ParentPort): SecretBox {
  const waiting = new Map<number, (reply: SecretReply) => void>();
  let lastId = 0;
  parent.on("message", ({ data }) => {
    if (data.type !== "reply") return;
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  const ask = async (message: { type: "encrypt"; text: string } | { type: "decrypt"; base64: string }) => {
    lastId += 1;
    const id = lastId;
    const reply = await new Promise<SecretReply>((resolve) => {
      waiting.set(id, resolve);
      parent.postMessage({ ...message, id });
    });
    return reply.ok ? reply.value : undefined;
  };
  return {
    encrypt: (text) => ask({ type: "encrypt", text }),
    decrypt: (base64) => ask({ type: "decrypt", base64 }),
  };
}
