import type { VoiceAccess } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { type Endpoint, transcribe, type Transcription, TranscriptionDelayed } from "../models/index.ts";
import type { Secrets, SettingsFile } from "../settings/index.ts";

/** The secret that holds the transcription server's own key. No provider can have this name. */
const KEY = "voice/key";
/** What servers without keys are sent: they want the header all the same. */
const NO_KEY = "none";

/** Before each further try of what may go well in a moment. */
const waits = [500, 2000];
/** A server that wants to be left alone for longer is left to the person. */
const longestWait = 30_000;

export interface ServerSources {
  readonly settings: Pick<SettingsFile, "current" | "update">;
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The first provider, where there is access to it. */
  readonly provider: () => Endpoint | undefined;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** The server that writes down what was said: the first provider, or one of its own. */
export interface TranscriptionServer {
  describe(): VoiceAccess;
  setAccess(change: { baseUrl?: string | undefined; key?: string | undefined }): Promise<VoiceAccess>;
  /** Settles with the text, after a few tries. Throws typed errors; the signal's reason when aborted. */
  transcribe(sound: Pick<Transcription, "name" | "sound">, signal: AbortSignal): Promise<string>;
  check(
    candidate: { baseUrl?: string | undefined; key?: string | undefined },
    sound: Pick<Transcription, "name" | "sound">,
    signal: AbortSignal,
  ): Promise<{ milliseconds: number }>;
}

export function transcriptionServer(sources: ServerSources): TranscriptionServer {
  const { settings, secrets, environment, provider, wait } = sources;

  const ownKey = () => {
    const { keyVariable } = settings.current().voice;
    const fromVariable = keyVariable === undefined ? undefined : environment[keyVariable] || undefined;
    const kept = secrets.get(KEY);
    const without = keyVariable === undefined ? "none" : "missing";
    return {
      key: fromVariable ?? kept,
      origin: fromVariable ? "environment" : kept ? "settings" : without,
    } as const;
  };
  const endpoint = (): Endpoint => {
    const { baseUrl } = settings.current().voice;
    if (baseUrl !== undefined) return { baseUrl, apiKey: ownKey().key ?? NO_KEY };
    const first = provider();
    if (first !== undefined) return first;
    throw new AppError("no_model_access", "Set a key under Model access, or a transcription server under Voice");
  };
  const asked = () => {
    const { model, language, vocabulary } = settings.current().voice;
    return { model, language, vocabulary };
  };
  const describe = (): VoiceAccess => {
    const { baseUrl } = settings.current().voice;
    if (baseUrl !== undefined) return { baseUrl, origin: "settings", key: ownKey().origin };
    const first = provider();
    return { origin: "provider", reachable: first !== undefined, ...(first && { baseUrl: first.baseUrl }) };
  };

  return {
    describe,
    setAccess: async ({ baseUrl, key }) => {
      if (baseUrl !== undefined && baseUrl !== "" && (!/^https?:/.test(baseUrl) || !URL.canParse(baseUrl)))
        throw new AppError("input_invalid", `"${baseUrl}" is not an http address`);
      const before = settings.current().voice.baseUrl;
      if (baseUrl !== undefined && baseUrl !== before) {
        // No key goes to an address that it was not given for.
        if (originOf(baseUrl) !== originOf(before ?? "")) await secrets.set(KEY, "");
        settings.update({ voice: { baseUrl: baseUrl || null } });
      }
      if (key !== undefined) await secrets.set(KEY, key);
      return describe();
    },
    transcribe: async (sound, signal) => {
      const seconds = settings.current().voice.timeoutSeconds;
      const late = AbortSignal.timeout(seconds * 1000);
      const either = AbortSignal.any([signal, late]);
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await transcribe(endpoint(), { ...asked(), ...sound }, either);
        } catch (error) {
          signal.throwIfAborted();
          if (late.aborted) throw tooLate(seconds);
          const pause = pauseAfter(error, attempt);
          if (pause === undefined) throw error;
          await wait(pause, either).catch(() => {
            signal.throwIfAborted();
            throw error;
          });
        }
      }
    },
    check: async ({ baseUrl, key }, sound, signal) => {
      const server = baseUrl ? { baseUrl, apiKey: key || keyFor(baseUrl) } : endpoint();
      const late = AbortSignal.timeout(20_000);
      const started = performance.now();
      try {
        await transcribe(server, { ...asked(), ...sound }, AbortSignal.any([signal, late]));
      } catch (error) {
        throw late.aborted ? tooLate(20) : error;
      }
      return { milliseconds: Math.round(performance.now() - started) };
    },
  };

  /** The kept key, for the address that it was given for alone. */
  function keyFor(baseUrl: string): string {
    const same = originOf(baseUrl) === originOf(settings.current().voice.baseUrl ?? "");
    return (same ? ownKey().key : undefined) ?? NO_KEY;
  }
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

const tooLate = (seconds: number) => new AppError("provider_unreachable", `No answer within ${seconds} seconds`);

/** How long to wait before the next try; undefined when there is none. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof TranscriptionDelayed)) return undefined;
  const pause = waits[attempt];
  const { retryAfterMs = 0 } = error;
  return pause === undefined || retryAfterMs > longestWait ? undefined : Math.max(pause, retryAfterMs);
}
