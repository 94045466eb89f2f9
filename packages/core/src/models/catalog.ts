import { type Model, type ReasoningEffort, TOUR_MODEL } from "@flightdeck/contract";

const efforts: readonly ReasoningEffort[] = ["low", "medium", "high", "xhigh"];

/** The models that are offered by name; any other id of the provider can be set by hand. */
export const catalog: readonly Model[] = [
  {
    id: "gpt-5.5",
    name: "GPT-5.5",
    description: "Strong at long and difficult coding work",
    efforts,
    defaultEffort: "medium",
    contextWindow: 272_000,
    provider: "openai",
    images: true,
  },
  {
    id: "gpt-5.4",
    name: "GPT-5.4",
    description: "The generation before: steady for everyday coding",
    efforts,
    defaultEffort: "medium",
    contextWindow: 272_000,
    provider: "openai",
    images: true,
  },
  {
    id: "gpt-5.4-mini",
    name: "GPT-5.4 mini",
    description: "Fast and cheap, for small and clear tasks",
    efforts,
    defaultEffort: "medium",
    contextWindow: 272_000,
    provider: "openai",
    images: true,
  },
  {
    id: TOUR_MODEL,
    name: "Tour",
    description: "A built-in script, no model: shows how Flightdeck works, without key or network",
    efforts: [],
    contextWindow: 272_000,
    provider: "openai",
    images: true,
  },
];

/** A model by its id; one that the catalog does not know gets cautious figures. */
export const modelNamed = (id: string): Model =>
  catalog.find((model) => model.id === id) ?? {
    id,
    name: id,
    description: "Set by hand",
    efforts,
    contextWindow: 128_000,
    provider: "openai",
    images: true,
  };

/** What a new thread uses when nothing is set: the best model at hand, the tour without access. */
export const defaultModel = (access: { readonly hasKey: boolean }): string => (access.hasKey ? "gpt-5.5" : TOUR_MODEL);
