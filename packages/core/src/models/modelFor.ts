import { TOUR_MODEL } from "@flightdeck/contract";
import type { ModelEvent, ModelStream } from "../agent/index.ts";
import type { Endpoint } from "./http.ts";
import { responsesModel } from "./responses.ts";
import { tourModel } from "./tour.ts";

/** Where models are reached; without a key only the tour is. */
export interface ProviderAccess extends Omit<Endpoint, "apiKey"> {
  readonly apiKey?: string;
}

async function* noAccess(): AsyncGenerator<ModelEvent> {
  const message = "No model access is set up";
  const detail = "Set a key in the settings or in OPENAI_API_KEY, or choose the tour";
  yield { type: "failed", failure: { code: "no_model_access", message, detail, retry: "no" } };
}

/** The stream that answers for a model. */
export function modelFor(id: string, access: ProviderAccess): ModelStream {
  if (id === TOUR_MODEL) return tourModel();
  const { apiKey } = access;
  return apiKey === undefined || apiKey === "" ? noAccess : responsesModel({ ...access, apiKey });
}
