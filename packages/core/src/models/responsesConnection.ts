import type { ModelConnection } from "../agent/index.ts";
import { responsesModel } from "./responses.ts";
import type { ProviderEndpoint } from "./route.ts";

/** A thread's connection to a provider that speaks the Responses API. */
export function responsesConnection(endpoint: ProviderEndpoint): ModelConnection {
  return {
    stream: responsesModel(endpoint),
    steer: () => false,
    prewarm: () => undefined,
    close: () => undefined,
  };
}
