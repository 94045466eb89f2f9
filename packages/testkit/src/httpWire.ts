import type { ServerResponse } from "node:http";
import type { Wire } from "./streamAnswer.ts";

/** Server-sent events. */
export function httpWire(response: ServerResponse, write: (event: { readonly type: string }) => string): Wire {
  return {
    begin() {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
      response.flushHeaders();
    },
    send: (event) => void response.write(write(event)),
    garbage: () => void response.write('event: response.output_text.delta\ndata: {"type":"response.outp\n\n'),
    flush: () => new Promise((resolve) => response.write("\n", () => resolve())),
    end: () => void response.end(),
    reset: () => void response.socket?.resetAndDestroy(),
    freeze: () => undefined,
    get closed() {
      return response.destroyed;
    },
  };
}

export const responsesEvent = (event: { readonly type: string }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
