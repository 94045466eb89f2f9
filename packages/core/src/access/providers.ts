import type { Provider } from "@flightdeck/contract";
import type { LocalAddresses, LocalServer, ProviderEndpoint } from "../models/index.ts";
import type { Secrets, SettingsFile } from "../settings/index.ts";

export const OPENAI_URL = "https://api.openai.com/v1";
/** The first provider: its models go by their bare names. */
export const FIRST = "openai";
/** What servers without keys are sent: they want the header all the same. */
export const NO_KEY = "none";

/** A provider, and how it is reached. */
export interface KnownProvider extends Omit<Provider, "problem"> {
  readonly endpoint: Omit<ProviderEndpoint, "images">;
  /** It runs on this machine and costs nothing. */
  readonly local: boolean;
}

export interface Sources {
  readonly settings: SettingsFile;
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly addresses: LocalAddresses;
}

/** The first provider: the environment outranks what the person set. */
export function firstProvider({ settings, secrets, environment }: Omit<Sources, "addresses">) {
  const fromEnvironment = environment.OPENAI_BASE_URL || undefined;
  const { baseUrl: fromSettings, websocket } = settings.current().provider;
  const baseUrl = fromEnvironment ?? fromSettings ?? OPENAI_URL;
  const baseUrlOrigin = fromEnvironment ? "environment" : fromSettings ? "settings" : "default";
  const environmentKey = environment.OPENAI_API_KEY || undefined;
  const key = environmentKey ?? secrets.get(FIRST);
  const keyOrigin = environmentKey ? "environment" : key ? "settings" : "missing";
  return {
    baseUrl,
    baseUrlOrigin,
    key,
    keyOrigin,
    /** A server of one's own may need no key; OpenAI's always does. */
    reachable: key !== undefined || baseUrlOrigin !== "default",
    websocket: websocket ?? baseUrl === OPENAI_URL,
  } as const;
}

/** Every provider there is, the first one first; of two with one id the one that the person set. */
export function knownProviders(sources: Sources, found: readonly LocalServer[]): readonly KnownProvider[] {
  const { settings, secrets, environment } = sources;
  const first = firstProvider(sources);
  const firstKey = first.key ?? NO_KEY;
  const set = Object.entries(settings.current().providers)
    .filter(([id]) => id !== FIRST)
    .map(([id, { name = id, baseUrl, api, keyVariable, websocket = false }]): KnownProvider => {
      const fromVariable = keyVariable === undefined ? undefined : environment[keyVariable] || undefined;
      const key = fromVariable ?? secrets.get(id);
      const without = keyVariable === undefined ? "none" : "missing";
      return {
        id,
        name,
        baseUrl,
        api,
        origin: "settings",
        key: fromVariable ? "environment" : key ? "settings" : without,
        endpoint: { baseUrl, apiKey: key ?? NO_KEY, api, websocket, original: false },
        local: isLoopback(baseUrl),
      };
    });
  const local = found
    .filter(({ id, baseUrl }) => !set.some((other) => other.id === id || sameAddress(other.baseUrl, baseUrl)))
    .map(({ id, name, baseUrl }) => localProvider(id, name, baseUrl));
  return [
    {
      id: FIRST,
      name: first.baseUrl === OPENAI_URL ? "OpenAI" : hostOf(first.baseUrl),
      baseUrl: first.baseUrl,
      api: "responses",
      origin: "default",
      key: first.keyOrigin === "missing" && first.reachable ? "none" : first.keyOrigin,
      endpoint: {
        baseUrl: first.baseUrl,
        apiKey: firstKey,
        api: "responses",
        websocket: first.websocket,
        original: true,
      },
      local: false,
    },
    ...set,
    ...local,
  ];
}

export const localProvider = (id: string, name: string, baseUrl: string): KnownProvider => ({
  id,
  name,
  baseUrl,
  api: "chat",
  origin: "found",
  key: "none",
  endpoint: { baseUrl, apiKey: NO_KEY, api: "chat", websocket: false, original: false },
  local: true,
});

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);
const isLoopback = (url: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostOf(url));

/** The same server under another of this machine's names. */
function sameAddress(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return a === b;
  return new URL(a).port === new URL(b).port && (hostOf(a) === hostOf(b) || (isLoopback(a) && isLoopback(b)));
}
