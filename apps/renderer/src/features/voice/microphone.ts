import type { RecordingType } from "@flightdeck/contract";

/** Why there is no sound to record, and what to do about it. */
export interface MicrophoneFailure {
  readonly code:
    | "no_microphone"
    | "microphone_denied"
    | "microphone_busy"
    | "recording_unsupported"
    | "microphone_failed";
  readonly message: string;
  readonly detail?: string;
}

const failures = {
  no_microphone: ["There is no microphone", "Connect one, or choose another under Settings, Voice"],
  microphone_denied: [
    "Flightdeck may not use the microphone",
    "Allow it in the system's privacy settings or, in a browser, in the settings of this page",
  ],
  microphone_busy: ["The microphone gives no sound", "Another program may hold it; close that and try again"],
  recording_unsupported: [
    "This browser cannot record",
    "It takes a page from this machine or over https, and a recent browser",
  ],
} as const;

const known = (code: keyof typeof failures): MicrophoneFailure => ({
  code,
  message: failures[code][0],
  detail: failures[code][1],
});

/** Reads whatever asking for the microphone threw. */
export function microphoneFailure(error: unknown): MicrophoneFailure {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotFoundError" || name === "OverconstrainedError" || name === "DevicesNotFoundError")
    return known("no_microphone");
  if (name === "NotAllowedError" || name === "SecurityError") return known("microphone_denied");
  if (name === "NotReadableError" || name === "AbortError") return known("microphone_busy");
  if (name === "NotSupportedError" || name === "TypeError") return known("recording_unsupported");
  return {
    code: "microphone_failed",
    message: "The recording could not begin",
    detail: error instanceof Error ? error.message : String(error),
  };
}

/** Below this nothing was said: what a microphone that is muted, or none at all, gives. */
const SILENCE = 0.005;
/** Speech is clear at this. */
const BITS_PER_SECOND = 32_000;
/** So much is lost at most when the window dies. */
const CHUNK_MS = 500;

const formats: readonly { readonly mimeType: string; readonly type: RecordingType }[] = [
  { mimeType: "audio/webm;codecs=opus", type: "audio/webm" },
  { mimeType: "audio/ogg;codecs=opus", type: "audio/ogg" },
  { mimeType: "audio/mp4", type: "audio/mp4" },
];

/** A microphone that is being recorded. */
export interface Microphone {
  readonly type: RecordingType;
  /** How loud it is now, 0 to 1. */
  readonly level: () => number;
  /** Whether there was any sound so far. */
  readonly heard: () => boolean;
  /** Ends the recording; settles when its last piece was given out. */
  readonly stop: () => Promise<void>;
}

/**
 * Asks for the microphone and records it, a piece twice a second. `onEnd`: it was unplugged. Throws what the browser
 * throws; `microphoneFailure` reads it.
 */
export async function openMicrophone({
  deviceId,
  onChunk,
  onEnd,
}: {
  readonly deviceId: string | undefined;
  readonly onChunk: (chunk: Blob) => void;
  readonly onEnd: () => void;
}): Promise<Microphone> {
  const media = (navigator as Partial<Navigator>).mediaDevices; // absent where the page is not secure
  const format =
    "MediaRecorder" in window ? formats.find(({ mimeType }) => MediaRecorder.isTypeSupported(mimeType)) : undefined;
  if (media === undefined || format === undefined) throw new DOMException("no recorder", "NotSupportedError");
  const stream = await openStream(media, deviceId);
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  // Two views of the sound: a short one for the meter, and one that leaves nothing out between two pieces.
  const [short, long] = [1024, 32_768].map((size) => {
    const analyser = new AnalyserNode(context, { fftSize: size });
    source.connect(analyser);
    return { analyser, samples: new Float32Array(size) };
  }) as [View, View]; // one for each size
  let heard = false;
  const listen = (view: View): number => {
    view.analyser.getFloatTimeDomainData(view.samples);
    const loudest = view.samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    if (loudest > SILENCE) heard = true;
    return loudest;
  };

  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== "closed") void context.close();
  };
  try {
    const recorder = new MediaRecorder(stream, { mimeType: format.mimeType, audioBitsPerSecond: BITS_PER_SECOND });
    const stopped = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve(), { once: true }));
    recorder.addEventListener("dataavailable", ({ data }) => {
      listen(long);
      if (data.size > 0) onChunk(data);
    });
    for (const track of stream.getTracks()) track.addEventListener("ended", onEnd, { once: true });
    recorder.start(CHUNK_MS);
    return {
      type: format.type,
      level: () => listen(short),
      heard: () => heard,
      stop: async () => {
        if (recorder.state !== "inactive") recorder.stop();
        await stopped;
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

interface View {
  readonly analyser: AnalyserNode;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** The chosen microphone; where that is not connected any more, the system's. */
async function openStream(media: MediaDevices, deviceId: string | undefined): Promise<MediaStream> {
  const wanted = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  if (deviceId === undefined) return media.getUserMedia({ audio: wanted });
  try {
    return await media.getUserMedia({ audio: { ...wanted, deviceId: { exact: deviceId } } });
  } catch (error) {
    if (microphoneFailure(error).code !== "no_microphone") throw error;
    return media.getUserMedia({ audio: wanted });
  }
}

const place = "flightdeck.microphone";

/** Which microphone this machine's person chose; it is not a setting of the host, which may be elsewhere. */
export const chosenMicrophone = (storage: Pick<Storage, "getItem">): string | undefined =>
  storage.getItem(place) ?? undefined;

export function chooseMicrophone(storage: Pick<Storage, "setItem" | "removeItem">, deviceId: string | undefined): void {
  if (deviceId === undefined) storage.removeItem(place);
  else storage.setItem(place, deviceId);
}
