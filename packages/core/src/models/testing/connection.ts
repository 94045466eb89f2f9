import type { ModelConnection } from "../../agent/index.ts";
import { openConnection } from "../index.ts";

/** A connection to a scripted server, as a thread has one to the first provider. */
export const responsesConnection = (baseUrl: string, { websocket = false } = {}): ModelConnection =>
  openConnection({
    model: "gpt-5.5",
    route: (model) => ({
      type: "provider",
      endpoint: { baseUrl, apiKey: "sk-test", api: "responses", websocket, original: true, images: true },
      model,
      efforts: ["low", "medium", "high"],
    }),
  });
