import { type Model, type Provider, TOUR_MODEL } from "@flightdeck/contract";
import type { Choice } from "../../ui/Select.tsx";
import { tokens } from "../../ui/time.ts";

const dollars = (price: number): string => `$${price < 1 ? price.toFixed(2) : price.toFixed(2).replace(/\.00$/, "")}`;

/** What a model costs, in a few words; nothing where that is unknown. */
export function priceWords({ price }: Model): string | undefined {
  if (price === undefined) return undefined;
  if (price.input === 0 && price.output === 0) return "free";
  return `${dollars(price.input)} in, ${dollars(price.output)} out per million`;
}

/** The figures of a model: how much fits, what it costs. */
export const figures = (model: Model): string =>
  [`${tokens(model.contextWindow)} tokens fit`, priceWords(model)].filter((words) => words !== undefined).join(" · ");

export interface ModelGroup {
  readonly id: string;
  readonly name: string;
  readonly models: readonly Model[];
}

/** The models under their providers' names, in the providers' order; the tour is nobody's. */
export function modelGroups(models: readonly Model[], providers: readonly Provider[]): readonly ModelGroup[] {
  const real = models.filter(({ id }) => id !== TOUR_MODEL);
  const known = new Set(providers.map(({ id }) => id));
  return [
    ...providers.map(({ id, name }) => ({ id, name, models: real.filter(({ provider }) => provider === id) })),
    { id: "others", name: "Others", models: real.filter(({ provider }) => !known.has(provider)) },
    { id: TOUR_MODEL, name: "Built in", models: models.filter(({ id }) => id === TOUR_MODEL) },
  ].filter((group) => group.models.length > 0);
}

/** What servers on this machine offer, and what to call these together. */
export function localModels(
  models: readonly Model[],
  providers: readonly Provider[],
): { readonly title: string; readonly models: readonly Model[] } {
  const servers = providers.filter(
    ({ id, origin }) => origin === "found" && models.some(({ provider }) => provider === id),
  );
  const ids = new Set(servers.map(({ id }) => id));
  return {
    title: servers.map(({ name }) => name).join(" and "),
    models: models.filter(({ provider }) => ids.has(provider)),
  };
}

/** The models to choose from, each with its figures. */
export const modelChoices = (models: readonly Model[], providers: readonly Provider[]): readonly Choice<string>[] =>
  modelGroups(models, providers).flatMap((group) =>
    group.models.map((model) => ({
      value: model.id,
      label: model.name,
      description:
        model.id === TOUR_MODEL ? model.description : [model.description, figures(model)].filter(Boolean).join(". "),
      group: group.name,
    })),
  );

const words = { default: undefined, settings: "yours", found: "runs here" } as const;
const keys = {
  none: undefined,
  missing: "key missing",
  environment: "key from the environment",
  settings: "key kept",
} as const;

/** What there is to say of a provider beside its name, as tags. */
export const providerTags = ({ origin, key, api }: Provider): readonly string[] =>
  [words[origin], keys[key], api === "responses" ? "Responses" : "Chat Completions"].filter(
    (word) => word !== undefined,
  );

/** A provider's id in `config.toml`, made from its name; free of those that are taken. */
export function providerId(name: string, taken: readonly string[]): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 34) || "provider";
  let id = plain;
  for (let n = 2; taken.includes(id); n += 1) id = `${plain}-${n}`;
  return id;
}
