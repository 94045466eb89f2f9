import { z } from "zod";
import { command, output, query, watch } from "./define.ts";
import type { ErrorCode } from "./error.ts";
import { RecordingId } from "./ids.ts";
import { Chord } from "./keys.ts";

/** What a recording may be, with the ending of its file's name. */
export const recordingEndings = {
  "audio/webm": "webm",
  "audio/mp4": "m4a",
  "audio/ogg": "ogg",
  "audio/wav": "wav",
} as const;
export type RecordingType = keyof typeof recordingEndings;
const RecordingType = z.enum(Object.keys(recordingEndings) as [RecordingType, ...RecordingType[]]); // the keys, all of them

/** Bytes of one recording: at the window's bit rate this is over three hours. It is transcribed in parts. */
export const RECORDING_LIMIT = 50_000_000;

/** How far a recording is. */
export type RecordingStatus =
  | { readonly state: "recording" }
  /** On disk and not transcribed; with the reason when that was tried. */
  | { readonly state: "kept"; readonly failure?: { readonly code: ErrorCode; readonly detail?: string } }
  /** A long one goes in parts. */
  | { readonly state: "transcribing"; readonly part?: { readonly number: number; readonly of: number } }
  /** Its text waits for the window that puts it where it belongs, and then deletes the recording. */
  | { readonly state: "transcribed"; readonly text: string };

/** Something a person said, from the first sound on until its text is where it belongs. */
export interface Recording {
  readonly id: RecordingId;
  /** The draft it was spoken for, as `threads.saveDraft` names it; empty where that is not known any more. */
  readonly draftKey: string;
  readonly type: RecordingType;
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly status: RecordingStatus;
}

export type VoiceEvent = { readonly recordings: readonly Recording[] };

const Word = z.string().trim().min(1).max(60);

/** Voice as `config.toml` has it, under `[voice]`. */
export const VoiceSettings = z.object({
  /** Held down to talk, tapped to begin and to end: "Ctrl+M". */
  key: Chord.default("Ctrl+M"),
  /** Where a dictated text goes while a turn runs: into the message, or to the agent at once. */
  whileRunning: z.enum(["message", "steer"]).default("message"),
  /** Whether a word that is nothing but a yes, a no or a stop is offered as that. */
  spokenAnswers: z.boolean().default(true),
  /** In place of the words of the language. */
  words: z
    .object({ approve: z.array(Word).max(20), decline: z.array(Word).max(20), stop: z.array(Word).max(20) })
    .partial()
    .default({}),
  /** ISO 639-1; absent: the model finds out, and answers are understood in every language that has words. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
  /** The transcription server up to and with its version; the first provider when absent. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  /** The environment variable that holds that server's key. */
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .max(100)
    .optional(),
  model: z.string().min(1).max(200).default("gpt-4o-mini-transcribe"),
  /** Names and terms that the model would not guess. */
  vocabulary: z.string().max(1000).default(""),
  /** How long one transcription may take. */
  timeoutSeconds: z.int().min(5).max(1800).default(120),
});
export type VoiceSettings = z.infer<typeof VoiceSettings>;

/** How recordings are transcribed. The key itself never leaves the host. */
export type VoiceAccess =
  /** By the first provider, with its key. */
  | { readonly origin: "provider"; readonly baseUrl?: string; readonly reachable: boolean }
  | {
      readonly origin: "settings";
      readonly baseUrl: string;
      readonly key: "none" | "missing" | "environment" | "settings";
    };

const one = z.object({ recordingId: RecordingId });

export const voice = {
  /** All recordings that are not done with, oldest first; again whenever one of them gets on. */
  watch: watch({ input: z.object({}), event: output<VoiceEvent>() }),
  /** Makes the recording's file. Beginning one twice is beginning it once. */
  begin: command({
    input: one.extend({ draftKey: z.string().min(1).max(100), type: RecordingType }),
    output: output<void>(),
  }),
  /**
   * Puts sound, in base64, behind what is there; it is on disk when the answer comes. What is there already may be sent
   * again; a gap is refused.
   */
  append: command({
    input: one.extend({ offset: z.int().min(0).max(RECORDING_LIMIT), content: z.string().max(2_000_000) }),
    output: output<{ readonly bytes: number }>(),
    errors: ["recording_not_found", "recording_too_large", "input_invalid"],
  }),
  /** The recording is over. `heard`: whether there was any sound in it; silence is not sent to anyone. */
  finish: command({
    input: one.extend({ milliseconds: z.number().min(0), transcribe: z.boolean(), heard: z.boolean() }),
    output: output<void>(),
    errors: ["recording_not_found"],
  }),
  /** Begins to transcribe; how it gets on is told by the watch. */
  transcribe: command({ input: one, output: output<void>(), errors: ["recording_not_found"] }),
  /** Stops transcribing; the recording is kept. */
  interrupt: command({ input: one, output: output<void>() }),
  delete: command({ input: one, output: output<void>() }),
  /** A piece of a recording, to play it: at most 1 MiB, in base64. */
  audio: query({
    input: one.extend({ offset: z.int().min(0).max(RECORDING_LIMIT) }),
    output: output<{ readonly content: string; readonly bytes: number }>(),
    errors: ["recording_not_found"],
  }),
  access: query({ input: z.object({}), output: output<VoiceAccess>() }),
  /** Keeps address and key; empty text takes the kept one away. A key is for one address: another address forgets it. */
  setAccess: command({
    input: z.object({ baseUrl: z.string().max(2000).optional(), key: z.string().max(500).optional() }),
    output: output<VoiceAccess>(),
    errors: ["input_invalid", "setting_invalid"],
  }),
  /** Sends half a second of a tone: does the server transcribe? Saves nothing; what is not given is what is kept. */
  check: query({
    input: z.object({ baseUrl: z.string().max(2000).optional(), key: z.string().max(500).optional() }),
    output: output<{ readonly milliseconds: number }>(),
    errors: [
      "no_model_access",
      "model_unauthorized",
      "model_not_found",
      "provider_unreachable",
      "transcription_failed",
      "transcription_unavailable",
    ],
  }),
};
