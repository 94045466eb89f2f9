import { type Recording, type RecordingId, recordingEndings, type VoiceEvent } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { type PartLimits, partLimits, partsOf } from "./parts.ts";
import type { KeptRecording, Outcome, Recordings } from "./recordings.ts";
import type { TranscriptionServer } from "./server.ts";
import { toneWav } from "./tone.ts";

/** So long without a sound from its window, and a recording is taken to be cut off: a window sends twice a second. */
const CUT_OFF_MS = 10_000;
const PIECE = 1 << 20;

/** What people say, from the first sound on until its text is where it belongs. */
export interface Voice {
  readonly server: Pick<TranscriptionServer, "describe" | "setAccess">;
  check(
    candidate: { baseUrl?: string | undefined; key?: string | undefined },
    signal: AbortSignal,
  ): Promise<{ milliseconds: number }>;
  watch(signal: AbortSignal): AsyncGenerator<VoiceEvent, void, void>;
  begin(recording: Pick<Recording, "id" | "draftKey" | "type">): Promise<void>;
  append(id: RecordingId, offset: number, bytes: Uint8Array): Promise<number>;
  finish(id: RecordingId, end: { milliseconds: number; transcribe: boolean; heard: boolean }): Promise<void>;
  transcribe(id: RecordingId): void;
  interrupt(id: RecordingId): void;
  delete(id: RecordingId): Promise<void>;
  piece(id: RecordingId, offset: number): Promise<{ piece: Buffer; bytes: number }>;
  /** Stops what is being transcribed; its recordings are kept. */
  close(): Promise<void>;
}

export function createVoice({
  recordings,
  server,
  limits = partLimits,
  report,
}: {
  readonly recordings: Recordings;
  readonly server: TranscriptionServer;
  /** What one request takes; a longer recording goes in parts. */
  readonly limits?: PartLimits;
  /** Must not throw. */
  readonly report: (message: string, error: unknown) => void;
}): Voice {
  const feed = new Feed<"changed">({
    frame: 16,
    limit: 1,
    weight: () => 0, // each event stands for all
    put: (waiting, event) => {
      if (waiting.length === 0) waiting.push(event);
    },
  });
  const changed = () => feed.publish("changed");
  /** What a window records now. */
  const live = new Map<RecordingId, NodeJS.Timeout>();
  const transcribing = new Map<RecordingId, Transcribing>();
  /** The texts of the first parts of recordings that did not get to their end: nobody pays for them twice. */
  const written = new Map<RecordingId, readonly string[]>();
  /** Work on one recording's file goes one after the other. */
  const tails = new Map<RecordingId, Promise<unknown>>();

  const inTurn = async <T>(id: RecordingId, work: () => Promise<T>): Promise<T> => {
    const result = (tails.get(id) ?? Promise.resolve()).then(work, work);
    const tail = result.catch(() => undefined);
    tails.set(id, tail);
    try {
      return await result;
    } finally {
      if (tails.get(id) === tail) tails.delete(id);
    }
  };

  const rest = (id: RecordingId) => {
    clearTimeout(live.get(id));
    live.delete(id);
  };
  const sounds = (id: RecordingId) => {
    const known = live.has(id);
    rest(id);
    const timer = setTimeout(() => {
      live.delete(id);
      changed();
    }, CUT_OFF_MS);
    live.set(id, timer.unref());
    if (!known) changed();
  };

  const shown = ({ finished: _finished, text, failure, ...recording }: KeptRecording): Recording => {
    const { id } = recording;
    const running = transcribing.get(id);
    if (running !== undefined)
      return { ...recording, status: { state: "transcribing", ...(running.part && { part: running.part }) } };
    if (text !== undefined) return { ...recording, status: { state: "transcribed", text } };
    if (live.has(id)) return { ...recording, status: { state: "recording" } };
    return { ...recording, status: { state: "kept", ...(failure === undefined ? {} : { failure }) } };
  };
  const snapshot = (): VoiceEvent => ({ recordings: recordings.list().map(shown) });

  /** Has one part after the other written down, from where the last try got to. */
  const textOf = async ({ id, type }: KeptRecording, signal: AbortSignal): Promise<string> => {
    const parts = partsOf(await inTurn(id, () => recordings.read(id)), type, limits);
    const name = `dictation.${recordingEndings[type]}`;
    const texts = [...(written.get(id) ?? [])];
    for (const part of parts.slice(texts.length)) {
      const running = transcribing.get(id);
      if (running !== undefined && parts.length > 1) {
        running.part = { number: texts.length + 1, of: parts.length };
        changed();
      }
      texts.push(await server.transcribe({ name, sound: new Blob([part()], { type }) }, signal));
      if (parts.length > 1) written.set(id, [...texts]);
    }
    written.delete(id);
    return texts.filter((text) => text !== "").join(" ");
  };

  const outcomeOf = async (recording: KeptRecording, signal: AbortSignal): Promise<Outcome | undefined> => {
    const { id } = recording;
    try {
      const text = recording.bytes === 0 ? "" : await textOf(recording, signal);
      return text === "" ? { failure: { code: "nothing_heard" } } : { text };
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof AppError)) report(`recording ${id} could not be transcribed`, error);
      const { code, detail } = error instanceof AppError ? error : new AppError("internal");
      return { failure: { code, ...(detail === undefined ? {} : { detail }) } };
    }
  };

  const transcribe = (id: RecordingId) => {
    const recording = recordings.find(id);
    if (recording === undefined) throw new AppError("recording_not_found", id);
    if (transcribing.has(id)) return;
    rest(id);
    recordings.finish(id, recording.milliseconds);
    recordings.settle(id, undefined);
    const abort = new AbortController();
    const run = async () => {
      const outcome = await outcomeOf(recording, abort.signal);
      try {
        if (outcome !== undefined) recordings.settle(id, outcome);
      } catch (error) {
        report(`what became of recording ${id} could not be kept`, error);
      }
      transcribing.delete(id);
      changed();
    };
    const running: Transcribing = { abort, done: Promise.resolve() };
    transcribing.set(id, running);
    running.done = run();
    changed();
  };

  return {
    server,
    check: (candidate, signal) =>
      server.check(candidate, { name: "tone.wav", sound: new Blob([toneWav(0.5)], { type: "audio/wav" }) }, signal),
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield snapshot();
      for await (const _delivery of deliveries) yield snapshot();
    },
    begin: async (recording) => {
      await inTurn(recording.id, () => recordings.begin(recording));
      sounds(recording.id);
    },
    append: async (id, offset, bytes) => {
      const size = await inTurn(id, () => recordings.append(id, offset, bytes));
      sounds(id);
      return size;
    },
    finish: async (id, { milliseconds, transcribe: wanted, heard }) => {
      // After the last sound that is on its way.
      await inTurn(id, async () => recordings.finish(id, milliseconds));
      rest(id);
      if (wanted && !heard) recordings.settle(id, { failure: { code: "nothing_heard" } });
      // A window that lost its answer finishes again: what was transcribed meanwhile is not thrown away.
      if (wanted && heard && recordings.find(id)?.text === undefined) transcribe(id);
      changed();
    },
    transcribe,
    interrupt: (id) => transcribing.get(id)?.abort.abort(),
    delete: async (id) => {
      rest(id);
      written.delete(id);
      transcribing.get(id)?.abort.abort();
      await inTurn(id, () => recordings.delete(id));
      changed();
    },
    piece: (id, offset) => recordings.readPiece(id, offset, PIECE),
    close: async () => {
      for (const timer of live.values()) clearTimeout(timer);
      const running = [...transcribing.values()];
      for (const { abort } of running) abort.abort();
      await Promise.all(running.map(({ done }) => done));
    },
  };
}

interface Transcribing {
  readonly abort: AbortController;
  done: Promise<void>;
  /** How far it is, when it goes in parts. */
  part?: { readonly number: number; readonly of: number };
}
