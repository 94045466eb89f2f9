import type { Model, ReasoningEffort } from "@flightdeck/contract";
import type { ModelFailure } from "../agent/index.ts";
import type { Endpoint } from "./http.ts";

/** A provider as a connection needs it. */
export interface ProviderEndpoint extends Endpoint {
  readonly api: "responses" | "chat";
  /** Whether Responses over WebSocket are tried. */
  readonly websocket: boolean;
  /** The provider whose API this is: it has the compact endpoint and the cache's diagnostics. */
  readonly original: boolean;
  /** Whether the model takes pictures; of servers that refuse a request with one. */
  readonly images: boolean;
}

/** Where the requests for a model go. */
export type Route =
  | { readonly type: "tour" }
  | { readonly type: "nowhere"; readonly failure: ModelFailure }
  | {
      readonly type: "provider";
      readonly endpoint: ProviderEndpoint;
      /** As the provider names it. */
      readonly model: string;
      readonly efforts: readonly ReasoningEffort[];
    };

const strengths: readonly ReasoningEffort[] = ["minimal", "low", "medium", "high", "xhigh"];

/** The effort that a model has nearest to the one asked for, the lower of two; none for a model without efforts. */
export function effortFor({ efforts }: Pick<Model, "efforts">, asked: string | undefined): ReasoningEffort | undefined {
  const wanted = strengths.findIndex((effort) => effort === asked);
  if (wanted < 0) return undefined;
  const distance = (effort: ReasoningEffort) => Math.abs(strengths.indexOf(effort) - wanted);
  return strengths.filter((effort) => efforts.includes(effort)).toSorted((a, b) => distance(a) - distance(b))[0];
}
