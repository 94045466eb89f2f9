import { findLocalServers, type LocalServer, type OfferedModel, offeredModels } from "../models/index.ts";
import { FIRST, knownProviders, OPENAI_URL, type Sources } from "./providers.ts";

/** What was found when the providers were last asked for their models. */
export interface Shelf {
  readonly servers: readonly LocalServer[];
  modelsOf(provider: string): readonly OfferedModel[];
  problemOf(provider: string): string | undefined;
  /** Looks again; those who ask while it looks wait for the same look. */
  look(): Promise<void>;
  /** Looks again soon, if that was long ago. Answers at once. */
  lookLater(): void;
  close(): void;
}

/** Long enough for what is more urgent at a start to be done. */
const soonMs = 1500;
const freshMs = 30_000;
const patienceMs = 10_000;

/** Of OpenAI's own list: what answers in words and is no dated copy of another. */
const speaks = (id: string): boolean =>
  /^(gpt-[4-9]|o\d|codex)/.test(id) &&
  !/audio|realtime|image|tts|transcribe|search|embedding|moderation|instruct|chat-latest|deep-research/.test(id) &&
  !/-\d{4}-\d{2}-\d{2}$|-\d{4}$/.test(id);

export function openShelf(sources: Sources, now: () => number): Shelf {
  const stop = new AbortController();
  let servers: readonly LocalServer[] = [];
  let offers = new Map<string, readonly OfferedModel[]>();
  let problems = new Map<string, string>();
  let lookedAt: number | undefined;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lookOnce = async () => {
    const found = findLocalServers(sources.addresses.origins, stop.signal);
    const asked = knownProviders(sources, []).filter(({ key, baseUrl }) => key !== "missing" || baseUrl !== OPENAI_URL);
    const answers = await Promise.all(
      asked.map(async ({ id, endpoint }) => ({ id, offer: await offeredModels(endpoint, patienceMs, stop.signal) })),
    );
    servers = await found;
    offers = new Map(servers.map(({ id, models }) => [id, models]));
    problems = new Map();
    for (const { id, offer } of answers) {
      if (offer.type === "problem") problems.set(id, offer.problem);
      else offers.set(id, offer.models);
    }
    lookedAt = now();
  };

  const look = () => {
    looking ??= lookOnce().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  return {
    get servers() {
      return servers;
    },
    modelsOf: (provider) => {
      const models = offers.get(provider) ?? [];
      const filtered = provider === FIRST && knownProviders(sources, [])[0]?.baseUrl === OPENAI_URL;
      return filtered ? models.filter(({ id }) => speaks(id)) : models;
    },
    problemOf: (provider) => problems.get(provider),
    look,
    lookLater: () => {
      if (timer !== undefined || (lookedAt !== undefined && now() - lookedAt < freshMs)) return;
      timer = setTimeout(() => {
        timer = undefined;
        void look();
      }, soonMs);
      timer.unref();
    },
    close: () => {
      clearTimeout(timer);
      stop.abort();
    },
  };
}
