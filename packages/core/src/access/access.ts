import { type Model, type ModelAccess, type Provider, TOUR_MODEL } from "@flightdeck/contract";
import type { ModelConnection, ModelFailure, ModelStream } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { catalog, checkAccess, defaultModel, modelNamed, openConnection, type Route } from "../models/index.ts";
import type { Secrets, SettingsFile } from "../settings/index.ts";

const OPENAI_URL = "https://api.openai.com/v1";
const SECRET = "openai";
/** What servers without keys are sent: they want the header all the same. */
const NO_KEY = "none";

const noAccess: ModelFailure = {
  code: "no_model_access",
  message: "No model access is set up",
  detail: "Set a key in the settings or in OPENAI_API_KEY, or choose the tour",
  retry: "no",
};

/** How this host reaches models: the environment first, then what the person set. */
export interface Access {
  describe(): ModelAccess;
  list(): { models: readonly Model[]; providers: readonly Provider[]; defaultModel: string; access: ModelAccess };
  defaultModel(): string;
  /** What is known of a model: its window, efforts, price. Answers for any id, cautiously for one it does not know. */
  modelNamed(id: string): Model;
  /** A thread's way to its model and to those it changes to; whoever asked for it closes it. */
  connectionFor(model: string): ModelConnection;
  /** For a single request without a thread. */
  streamFor(model: string): ModelStream;
  check(candidate: { baseUrl?: string; key?: string }): Promise<{ models: number; milliseconds: number }>;
  setAccess(change: { baseUrl?: string; key?: string }): Promise<ModelAccess>;
}

export function openAccess(options: {
  readonly settings: SettingsFile;
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Access {
  const { settings, secrets, environment } = options;

  const endpoint = () => {
    const fromEnvironment = environment.OPENAI_BASE_URL || undefined;
    const fromSettings = settings.current().provider.baseUrl;
    const baseUrl = fromEnvironment ?? fromSettings ?? OPENAI_URL;
    const baseUrlOrigin = fromEnvironment ? "environment" : fromSettings ? "settings" : "default";
    const environmentKey = environment.OPENAI_API_KEY || undefined;
    const key = environmentKey ?? secrets.get(SECRET);
    const origin = environmentKey ? "environment" : key ? "settings" : "missing";
    return { baseUrl, baseUrlOrigin, key, origin } as const;
  };

  const describe = (): ModelAccess => {
    const { baseUrl, baseUrlOrigin, key, origin } = endpoint();
    return { baseUrl, baseUrlOrigin, key: origin, ...(key && key.length > 8 ? { keyEnd: key.slice(-4) } : {}) };
  };

  /** A server of one's own may need no key; OpenAI's always does. */
  const reachable = () => {
    const { baseUrlOrigin, key } = endpoint();
    return key !== undefined || baseUrlOrigin !== "default";
  };

  const routeOf = (model: string): Route => {
    if (model === TOUR_MODEL) return { type: "tour" };
    const { baseUrl, key } = endpoint();
    if (!reachable()) return { type: "nowhere", failure: noAccess };
    const websocket = settings.current().provider.websocket ?? baseUrl === OPENAI_URL;
    return {
      type: "provider",
      endpoint: { baseUrl, apiKey: key ?? NO_KEY, api: "responses", websocket, original: true, images: true },
      model,
      efforts: modelNamed(model).efforts,
    };
  };
  const connectionFor = (model: string) => openConnection({ model, route: routeOf });

  const chosen = () => settings.current().thread.model ?? defaultModel({ hasKey: reachable() });

  return {
    describe,
    defaultModel: chosen,
    list: () => {
      const own = settings.current().thread.model;
      const known = own === undefined || catalog.some(({ id }) => id === own);
      return {
        models: known ? catalog : [...catalog, modelNamed(own)],
        providers: [],
        defaultModel: chosen(),
        access: describe(),
      };
    },
    modelNamed,
    connectionFor,
    streamFor: (model) => connectionFor(model).stream,
    check: (candidate) => {
      const now = endpoint();
      const baseUrl = candidate.baseUrl || now.baseUrl;
      const key = candidate.key || now.key;
      if (key === undefined && baseUrl === OPENAI_URL) throw new AppError("no_model_access");
      return checkAccess({ baseUrl, apiKey: key ?? NO_KEY });
    },
    setAccess: async ({ baseUrl, key }) => {
      if (baseUrl !== undefined && baseUrl !== "" && !/^https?:\/\//.test(baseUrl)) {
        throw new AppError("input_invalid", `"${baseUrl}" is not an http address`);
      }
      if (baseUrl !== undefined) settings.update({ provider: { baseUrl: baseUrl || undefined } });
      if (key !== undefined) await secrets.set(SECRET, key);
      return describe();
    },
  };
}
