import { type Model, type ModelAccess, type Provider, type ProviderSettings, TOUR_MODEL } from "@flightdeck/contract";
import type { ModelConnection, ModelFailure } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import {
  catalog,
  checkAccess,
  defaultModel,
  type Endpoint,
  localAddresses,
  modelNamed as catalogModel,
  openConnection,
  type Route,
} from "../models/index.ts";
import type { Secrets, SettingsFile } from "../settings/index.ts";
import {
  FIRST,
  firstProvider,
  type KnownProvider,
  knownProviders,
  localProvider,
  NO_KEY,
  OPENAI_URL,
} from "./providers.ts";
import { openShelf } from "./shelf.ts";

const noAccess: ModelFailure = {
  code: "no_model_access",
  message: "No model access is set up",
  detail: "Set a key in the settings or in OPENAI_API_KEY, or choose the tour",
  retry: "no",
};

/** How this host reaches models: the environment first, then what the person set, then what runs on this machine. */
export interface Access {
  describe(): ModelAccess;
  /** The first provider, for what is no conversation; undefined without access to it. */
  firstEndpoint(): Endpoint | undefined;
  /** What is known now; looks for more in the background when that is old. */
  list(): { models: readonly Model[]; providers: readonly Provider[]; defaultModel: string; access: ModelAccess };
  defaultModel(): string;
  /** What is known of a model: its window, efforts, price. Answers for any id, cautiously for one it does not know. */
  modelNamed(id: string): Model;
  /** A thread's way to its model and to those it changes to; whoever asked for it closes it. */
  connectionFor(model: string): ModelConnection;
  /** Whether the provider holds the model to the form of an answer while it has tools, too. */
  holdsForm(model: string): boolean;
  check(candidate: {
    baseUrl?: string;
    key?: string;
    provider?: string;
  }): Promise<{ models: number; milliseconds: number }>;
  setAccess(change: { baseUrl?: string; key?: string }): Promise<ModelAccess>;
  /** Asks every provider for its models, and looks for local servers. */
  refresh(): Promise<void>;
  /** Throws `input_invalid`, `setting_invalid`. */
  setProvider(change: { id: string; provider: ProviderSettings; key?: string }): Promise<void>;
  removeProvider(id: string): Promise<void>;
  close(): void;
}

/** A window that the smallest model in use has; a local server that tells nothing may have less than others. */
const cautiousWindow = 32_000;
const free = { input: 0, cached: 0, output: 0 };

export function openAccess(options: {
  readonly settings: SettingsFile;
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}): Access {
  const { settings, secrets, environment, now = Date.now } = options;
  const addresses = localAddresses(environment);
  const sources = { settings, secrets, environment, addresses };
  const shelf = openShelf(sources, now);
  const first = () => firstProvider(sources);
  const providers = () => knownProviders(sources, shelf.servers);

  const describe = (): ModelAccess => {
    const { baseUrl, baseUrlOrigin, key, keyOrigin } = first();
    return { baseUrl, baseUrlOrigin, key: keyOrigin, ...(key && key.length > 8 ? { keyEnd: key.slice(-4) } : {}) };
  };

  /** The provider that an id names before its first slash, and the model behind it; every other id is the first one's. */
  const partsOf = (id: string): { readonly provider: KnownProvider; readonly model: string } | undefined => {
    const slash = id.indexOf("/");
    const name = slash < 1 ? FIRST : id.slice(0, slash);
    if (name === FIRST) return undefined;
    const usual = addresses.usual[name];
    const provider =
      providers().find((one) => one.id === name) ??
      // One that was not looked for yet is taken to be where its kind always is.
      (usual === undefined ? undefined : localProvider(name, usual.name, usual.baseUrl));
    return provider === undefined ? undefined : { provider, model: id.slice(slash + 1) };
  };

  const modelNamed = (id: string): Model => {
    const parts = partsOf(id);
    const { models } = settings.current();
    const set = Object.hasOwn(models, id) ? models[id] : undefined;
    const offered = shelf.modelsOf(parts?.provider.id ?? FIRST).find((one) => one.id === (parts?.model ?? id));
    const { id: _id, ownedBy: _owner, ...told } = offered ?? { id };
    const known = catalog.some((model) => model.id === id);
    const base: Model =
      parts === undefined
        ? { ...catalogModel(id), ...(known || offered === undefined ? {} : { description: "", ...told }) }
        : {
            id,
            name: parts.model,
            description: "",
            efforts: [],
            contextWindow: cautiousWindow,
            provider: parts.provider.id,
            images: parts.provider.api === "responses",
            ...(parts.provider.local ? { price: free } : {}),
            ...told,
          };
    return { ...base, ...set };
  };

  const routeOf = (id: string): Route => {
    if (id === TOUR_MODEL) return { type: "tour" };
    const { efforts, images } = modelNamed(id);
    const parts = partsOf(id);
    if (parts === undefined) {
      const [own] = providers();
      if (!first().reachable || own === undefined) return { type: "nowhere", failure: noAccess };
      return { type: "provider", endpoint: { ...own.endpoint, images }, model: id, efforts };
    }
    // Its window is asked for behind the request, not before.
    if (parts.provider.local) shelf.lookLater();
    return { type: "provider", endpoint: { ...parts.provider.endpoint, images }, model: parts.model, efforts };
  };
  const connectionFor = (model: string) => openConnection({ model, route: routeOf });

  const chosen = () => settings.current().thread.model ?? defaultModel({ hasKey: first().reachable });

  return {
    describe,
    firstEndpoint: () => {
      const { reachable, baseUrl, key } = first();
      return reachable ? { baseUrl, apiKey: key ?? NO_KEY } : undefined;
    },
    defaultModel: chosen,
    list: () => {
      shelf.lookLater();
      const known = providers();
      const ids = new Set([
        ...catalog.map(({ id }) => id),
        ...known.flatMap(({ id }) =>
          shelf.modelsOf(id).map((model) => (id === FIRST ? model.id : `${id}/${model.id}`)),
        ),
        ...Object.keys(settings.current().models),
        ...(settings.current().thread.model === undefined ? [] : [chosen()]),
      ]);
      return {
        models: [...ids].map(modelNamed),
        providers: known.map(({ endpoint: _endpoint, local: _local, ...provider }) => {
          const problem = shelf.problemOf(provider.id);
          return { ...provider, ...(problem === undefined ? {} : { problem }) };
        }),
        defaultModel: chosen(),
        access: describe(),
      };
    },
    modelNamed,
    connectionFor,
    holdsForm: (model) => {
      const route = routeOf(model);
      return route.type === "provider" && route.endpoint.api === "responses";
    },
    check: (candidate) => {
      if (candidate.provider !== undefined && candidate.provider !== FIRST) {
        const known = providers().find(({ id }) => id === candidate.provider);
        const baseUrl = candidate.baseUrl || (known?.baseUrl ?? "");
        return checkAccess({ baseUrl, apiKey: candidate.key || (known?.endpoint.apiKey ?? NO_KEY) });
      }
      const own = first();
      const baseUrl = candidate.baseUrl || own.baseUrl;
      const key = candidate.key || own.key;
      if (key === undefined && baseUrl === OPENAI_URL) throw new AppError("no_model_access");
      return checkAccess({ baseUrl, apiKey: key ?? NO_KEY });
    },
    setAccess: async ({ baseUrl, key }) => {
      if (baseUrl !== undefined && baseUrl !== "" && !/^https?:\/\//.test(baseUrl)) {
        throw new AppError("input_invalid", `"${baseUrl}" is not an http address`);
      }
      if (baseUrl !== undefined) settings.update({ provider: { baseUrl: baseUrl || undefined } });
      if (key !== undefined) await secrets.set(FIRST, key);
      return describe();
    },
    refresh: shelf.look,
    setProvider: async ({ id, provider, key }) => {
      if (id === FIRST || id === TOUR_MODEL)
        throw new AppError("input_invalid", `"${id}" is the name of another provider`);
      settings.update({ providers: { [id]: provider } });
      if (key !== undefined) await secrets.set(id, key);
    },
    removeProvider: async (id) => {
      settings.update({ providers: { [id]: null } });
      if (id !== FIRST) await secrets.set(id, "");
    },
    close: shelf.close,
  };
}
