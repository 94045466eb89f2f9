import {
  type Recording,
  type RecordingId,
  RecordingId as RecordingIdSchema,
  type VoiceEvent,
} from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import {
  chosenMicrophone,
  type Microphone,
  type MicrophoneFailure,
  microphoneFailure,
  openMicrophone,
} from "./microphone.ts";
import { createUpload, type Kept, type Upload } from "./upload.ts";

/** What this window records. There is one microphone, so there is one dictation at a time. */
export type Dictation =
  | { readonly state: "idle" }
  /** The browser asks for the microphone. */
  | { readonly state: "starting"; readonly draftKey: string }
  | {
      readonly state: "recording";
      readonly draftKey: string;
      readonly recordingId: RecordingId;
      readonly startedAt: number;
      readonly microphone: Pick<Microphone, "level" | "heard">;
      readonly kept: Kept;
    }
  /** It is over; its last piece is on its way to the disk, or cannot get there. */
  | { readonly state: "saving"; readonly draftKey: string; readonly failure?: Failure }
  /** It was as long as one can be and ended by itself; what was said until then is on disk. */
  | { readonly state: "full"; readonly draftKey: string }
  | { readonly state: "failed"; readonly draftKey: string; readonly failure: MicrophoneFailure };

export interface VoiceState {
  readonly dictation: Dictation;
  /** All recordings of the host that are not done with. */
  readonly recordings: readonly Recording[];
}

/** Dictation in this window, and the recordings that the host keeps. */
export interface VoiceStore extends Pick<StoreApi<VoiceState>, "getState" | "subscribe"> {
  readonly start: (draftKey: string) => void;
  /** Ends the recording and has it transcribed. */
  readonly finish: () => void;
  /** Ends the recording. A short one goes; a longer one is kept, since nobody says it twice. */
  readonly cancel: () => void;
  /** Tries again to bring the last piece to the disk. */
  readonly save: () => void;
  /** Gives up what cannot be brought to the disk, and takes a failure from the screen. */
  readonly dismiss: () => void;
  readonly transcribe: (recordingId: RecordingId) => Promise<void>;
  readonly interrupt: (recordingId: RecordingId) => Promise<void>;
  readonly remove: (recordingId: RecordingId) => Promise<void>;
  /** Whether this window asked for the text and did not get it yet; says yes once. */
  readonly claim: (recordingId: RecordingId) => boolean;
}

/** Whether something is being dictated into a draft now. */
export const isActive = (dictation: Dictation, draftKey: string): boolean =>
  (dictation.state === "recording" || dictation.state === "starting") && dictation.draftKey === draftKey;

/** A shorter recording is given up without a trace when it is cancelled. */
const WORTH_KEEPING_MS = 10_000;

interface Running {
  readonly draftKey: string;
  readonly recordingId: RecordingId;
  /** Given up: what still comes from the microphone goes nowhere. */
  cancelled: boolean;
  /** The host takes no more of it. */
  full: boolean;
  microphone?: Microphone;
  upload?: Upload;
  startedAt: number;
}

export function createVoice(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly storage: Pick<Storage, "getItem">;
  readonly newId: () => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): VoiceStore {
  const { client, connection, storage, newId, now, signal } = context;
  const store = createStore<VoiceState>(() => ({ dictation: { state: "idle" }, recordings: [] }));
  const show = (dictation: Dictation) => store.setState({ dictation });
  /** Recordings whose text this window waits for. */
  const wanted = new Set<RecordingId>();
  /** Their text is where it belongs, or they were given up; the host may not know it yet. */
  const done = new Set<RecordingId>();
  let running: Running | undefined;

  void follow<VoiceEvent>({
    connection,
    signal,
    open: (watching) => client.voice.watch({}, { signal: watching }),
    onEvent: ({ recordings }) => {
      store.setState({ recordings: recordings.filter(({ id }) => !done.has(id)) });
      for (const { id, status } of recordings) {
        if (done.has(id))
          void client.voice.delete({ recordingId: id }).catch(() => {}); // it is told again with the next event
        // A host that died while it transcribed does not know that somebody waits.
        else if (wanted.has(id) && status.state === "kept") {
          if (status.failure === undefined) void client.voice.transcribe({ recordingId: id }).catch(() => {});
          else wanted.delete(id);
        }
      }
    },
  });

  const reconnected = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (connection.getState().state !== "open") return;
        else resolve();
        unsubscribe();
        signal.removeEventListener("abort", look);
      };
      const unsubscribe = connection.subscribe(look);
      signal.addEventListener("abort", look);
      look();
    });

  /** Does something with the host as soon as there is one. */
  const surely = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (readFailure(error).code !== "connection_lost") throw error;
        await reconnected();
      }
    }
  };

  const uploadOf = (held: Running): Upload => {
    const { recordingId, draftKey } = held;
    return createUpload({
      begin: () => client.voice.begin({ recordingId, draftKey, type: held.microphone?.type ?? "audio/webm" }),
      append: async (offset, content) => (await client.voice.append({ recordingId, offset, content })).bytes,
      reconnected,
      onKept: (kept) => {
        const { dictation } = store.getState();
        if (running !== held || dictation.state !== "recording") return;
        const code = kept.failure?.code;
        if (code === "recording_too_large") held.full = true;
        // Another window has done with it, or it is as long as one can be: what there is will do.
        if (held.full || code === "recording_not_found") end(held, true);
        else show({ ...dictation, kept });
      },
    });
  };

  const begin = async (held: Running) => {
    try {
      const upload = uploadOf(held);
      const microphone = await openMicrophone({
        deviceId: chosenMicrophone(storage),
        onChunk: (chunk) => held.cancelled || upload.push(chunk),
        onEnd: () => running === held && end(held, true),
      });
      if (held.cancelled) return void microphone.stop();
      const { draftKey, recordingId } = held;
      held.microphone = microphone;
      held.upload = upload;
      held.startedAt = now();
      const { startedAt } = held;
      show({ state: "recording", draftKey, recordingId, startedAt, microphone, kept: { onDisk: false } });
    } catch (error) {
      if (held.cancelled) return;
      running = undefined;
      show({ state: "failed", draftKey: held.draftKey, failure: microphoneFailure(error) });
    }
  };

  /** Brings what was said to the disk, and then to the transcription. */
  const save = async (held: Running, milliseconds: number, transcribe: boolean) => {
    const { recordingId, draftKey } = held;
    show({ state: "saving", draftKey });
    try {
      await held.microphone?.stop();
      await held.upload?.flush().catch((error: unknown) => {
        // What is there is as much as there can be.
        if (readFailure(error).code !== "recording_too_large") throw error;
        held.full = true;
      });
      if (transcribe) wanted.add(recordingId);
      const heard = held.microphone?.heard() ?? false;
      await surely(() => client.voice.finish({ recordingId, milliseconds, transcribe, heard }));
      if (running !== held) return;
      running = undefined;
      show(held.full ? { state: "full", draftKey } : { state: "idle" });
    } catch (error) {
      wanted.delete(recordingId);
      if (running !== held) return;
      const failure = readFailure(error);
      if (failure.code === "recording_not_found") {
        running = undefined;
        show({ state: "idle" });
      } else show({ state: "saving", draftKey, failure });
    }
  };
  let retry: (() => void) | undefined;

  const end = (held: Running, transcribe: boolean) => {
    const milliseconds = Math.max(0, now() - held.startedAt);
    retry = () => void save(held, milliseconds, transcribe);
    retry();
  };

  const giveUp = (held: Running) => {
    running = undefined;
    held.cancelled = true;
    show({ state: "idle" });
    if (held.microphone === undefined) return;
    done.add(held.recordingId);
    const stop = async () => {
      await held.microphone?.stop();
      await surely(() => client.voice.delete({ recordingId: held.recordingId }));
    };
    stop().catch(() => {}); // the host then lists it, and it can be deleted there
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    start(draftKey) {
      if (running !== undefined) return;
      running = {
        draftKey,
        recordingId: RecordingIdSchema.parse(newId()),
        cancelled: false,
        full: false,
        startedAt: now(),
      };
      show({ state: "starting", draftKey });
      void begin(running);
    },
    finish() {
      if (running === undefined) return;
      const { state } = store.getState().dictation;
      if (state === "starting") giveUp(running);
      if (state === "recording") end(running, true);
    },
    cancel() {
      if (running === undefined) return;
      const { state } = store.getState().dictation;
      const short = now() - running.startedAt < WORTH_KEEPING_MS;
      if (state === "starting" || (state === "recording" && short)) giveUp(running);
      else if (state === "recording") end(running, false);
    },
    save: () => retry?.(),
    dismiss() {
      if (running !== undefined) giveUp(running);
      else show({ state: "idle" });
    },
    async transcribe(recordingId) {
      await client.voice.transcribe({ recordingId });
      // Not before: what the host said until now is about the last time.
      wanted.add(recordingId);
      store.setState(({ recordings }) => ({ recordings: [...recordings] }));
    },
    async interrupt(recordingId) {
      wanted.delete(recordingId);
      await client.voice.interrupt({ recordingId });
    },
    async remove(recordingId) {
      wanted.delete(recordingId);
      done.add(recordingId);
      store.setState((state) => ({ ...state, recordings: state.recordings.filter(({ id }) => id !== recordingId) }));
      await client.voice.delete({ recordingId });
    },
    claim: (recordingId) => wanted.delete(recordingId),
  };
}
