import type { CompactResult, ModelConnection, ModelEvent, ModelFailure, ModelRequest } from "../agent/index.ts";
import { askingOf } from "./asking.ts";
import { compactPrompt } from "./compact.ts";
import { brokenStream, failureOf, unreachable } from "./failure.ts";
import { keyFailure } from "./http.ts";
import { responsesModel } from "./responses.ts";
import type { ProviderEndpoint } from "./route.ts";
import type { Refusal } from "./socket.ts";
import { type LaneOptions, SocketLane } from "./socketLane.ts";

const patience: LaneOptions = {
  connectMs: 10_000,
  pingMs: 20_000,
  idleMs: 300_000,
  decideMs: 5_000,
  warmMs: 2_000,
  restMs: 5 * 60_000,
};

/** Failures in a row, of the transport alone, after which it is given up. */
const mostFailures = 4;

/**
 * A thread's connection to a provider that speaks the Responses API: over WebSocket where the provider is said to offer
 * it, until that fails for good, and over HTTP from then on.
 */
export function responsesConnection(
  endpoint: ProviderEndpoint,
  options: Partial<LaneOptions> = {},
): ModelConnection & { readonly transport: "websocket" | "http" } {
  const asking = askingOf(endpoint);
  const http = responsesModel({ ...endpoint, idleMs: options.idleMs, asking });
  let lane = endpoint.websocket ? new SocketLane(endpoint, asking, { ...patience, ...options }) : undefined;
  let failures = 0;
  let busy = false;
  let compacts = endpoint.original;

  /** Why the transport is given up, or undefined when the stream is over. */
  async function* overSocket(over: SocketLane, request: ModelRequest, signal: AbortSignal) {
    const end = yield* over.stream(request, signal);
    switch (end.type) {
      case "done":
        failures = 0;
        return undefined;
      case "failed":
      case "stopped":
        return undefined;
      case "broken":
        failures += 1;
        yield failed(end.begun ? brokenStream(end.reason) : unreachable(end.reason));
        return undefined;
      case "refused": {
        const failure = refusalOf(end.refusal);
        if (failure === undefined) return end.refusal.reason;
        failures += 1;
        yield failed(failure);
        return undefined;
      }
    }
  }

  const compact = async (request: ModelRequest, signal: AbortSignal): Promise<CompactResult> => {
    const result = await compactPrompt(endpoint, asking, request, signal);
    if (result.type !== "not_offered") return result;
    compacts = false;
    return { type: "failed", failure: result.failure };
  };

  return {
    get transport() {
      return lane === undefined ? "http" : "websocket";
    },
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      // A second request beside the one that runs is no part of its conversation.
      if (lane === undefined || busy || keyFailure(endpoint) !== undefined) return yield* http(request, signal);
      busy = true;
      try {
        const reason =
          failures < mostFailures
            ? yield* overSocket(lane, request, signal)
            : `The connection broke ${mostFailures} times in a row`;
        if (reason === undefined) return;
        lane.close();
        lane = undefined;
        yield { type: "fallback", reason };
      } finally {
        busy = false;
      }
      yield* http(request, signal);
    },
    steer: (id, input) => lane?.steer(id, input) ?? false,
    get compact() {
      return compacts ? compact : undefined;
    },
    prewarm: (request) => {
      if (!busy && keyFailure(endpoint) === undefined) lane?.prewarm(request);
    },
    close: () => lane?.close(),
  };
}

/** What a refused handshake fails the request with; undefined when it is the transport alone that is refused. */
function refusalOf({ error, reason, timedOut }: Refusal): ModelFailure | undefined {
  const status = error?.status;
  if (error === undefined || status === undefined) return timedOut ? undefined : unreachable(reason);
  const told = status === 401 || status === 408 || status === 429 || status >= 500;
  return told ? failureOf(error, false) : undefined;
}

const failed = (failure: ModelFailure): ModelEvent => ({ type: "failed", failure });
