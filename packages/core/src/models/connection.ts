import type {
  CompactResult,
  ModelConnection,
  ModelEvent,
  ModelFailure,
  ModelRequest,
  ModelStream,
} from "../agent/index.ts";
import { chatModel } from "./chat/index.ts";
import { responsesConnection } from "./responsesConnection.ts";
import { effortFor, type Route } from "./route.ts";
import { tourModel } from "./tour.ts";

export interface ConnectionOptions {
  /** The model that the thread is set to; requests may name another one. */
  readonly model: string;
  /** Asked at each request: a key that was set meanwhile holds from then on. */
  readonly route: (model: string) => Route;
}

/**
 * A thread's way to its models. Each provider is reached over a connection of its own, which lasts until the thread's
 * is closed, so that the model can change between two requests.
 */
export function openConnection({ model, route }: ConnectionOptions): ModelConnection {
  const connections = new Map<string, ModelConnection>();
  /** The one that was asked last: what is steered goes there. */
  let latest: ModelConnection | undefined;

  const connectionTo = (target: Route): ModelConnection => {
    const key = target.type === "provider" ? JSON.stringify(target.endpoint) : JSON.stringify(target);
    const connection = connections.get(key) ?? connect(target);
    connections.set(key, connection);
    return connection;
  };

  return {
    stream: (request, signal) => {
      const target = route(request.model);
      latest = connectionTo(target);
      return latest.stream(fitted(request, target), signal);
    },
    steer: (id, input) => latest?.steer(id, input) ?? false,
    get compact() {
      if (connectionTo(route(model)).compact === undefined) return undefined;
      return async (request: ModelRequest, signal: AbortSignal): Promise<CompactResult> => {
        const target = route(request.model);
        const { compact } = connectionTo(target);
        return compact?.(fitted(request, target), signal) ?? { type: "failed", failure: notOffered };
      };
    },
    prewarm: (request) => {
      const target = route(request?.model ?? model);
      connectionTo(target).prewarm(request === undefined ? undefined : fitted(request, target));
    },
    close: () => {
      for (const connection of connections.values()) connection.close();
      connections.clear();
      latest = undefined;
    },
  };
}

const notOffered: ModelFailure = {
  code: "request_refused",
  message: "The model provider cannot make the conversation shorter",
  retry: "no",
};

/** The request as the model's provider understands it. */
function fitted(request: ModelRequest, target: Route): ModelRequest {
  if (target.type !== "provider") return request;
  return { ...request, model: target.model, effort: effortFor(target, request.effort) };
}

function connect(target: Route): ModelConnection {
  switch (target.type) {
    case "tour":
      return streamOnly(tourModel());
    case "nowhere":
      return streamOnly(failing(target.failure));
    case "provider":
      return target.endpoint.api === "chat"
        ? streamOnly(chatModel(target.endpoint))
        : responsesConnection(target.endpoint);
  }
}

const failing = (failure: ModelFailure): ModelStream =>
  async function* (): AsyncGenerator<ModelEvent> {
    yield { type: "failed", failure };
  };

/** A connection that has nothing but a stream. */
export const streamOnly = (stream: ModelStream): ModelConnection => ({
  stream,
  steer: () => false,
  prewarm: () => undefined,
  close: () => undefined,
});
