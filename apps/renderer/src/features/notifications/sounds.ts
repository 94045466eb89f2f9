import type { NoticeKind } from "@flightdeck/contract";

interface Note {
  readonly hertz: number;
  /** Seconds from the beginning. */
  readonly at: number;
}

/** A few soft notes for each kind, to be told apart with the eyes elsewhere: what asks rises, what failed falls. */
const melodies: Readonly<Record<NoticeKind, readonly Note[]>> = {
  approval: [
    { hertz: 587.33, at: 0 },
    { hertz: 880, at: 0.12 },
  ],
  question: [
    { hertz: 659.26, at: 0 },
    { hertz: 659.26, at: 0.14 },
    { hertz: 987.77, at: 0.28 },
  ],
  plan: [
    { hertz: 523.25, at: 0 },
    { hertz: 659.26, at: 0.12 },
    { hertz: 783.99, at: 0.24 },
  ],
  failure: [
    { hertz: 440, at: 0 },
    { hertz: 311.13, at: 0.16 },
  ],
  finished: [{ hertz: 783.99, at: 0 }],
  finding: [
    { hertz: 587.33, at: 0 },
    { hertz: 440, at: 0.14 },
  ],
};

const LENGTH = 0.35;
/** Of full scale, with the volume at 100 percent. */
const LOUDEST = 0.25;

/** Plays the sound of a kind. The audio device is held no longer than it sounds. */
export async function playSound(kind: NoticeKind, volume: number, AudioContext: typeof globalThis.AudioContext) {
  if (volume === 0) return;
  const audio = new AudioContext();
  const ends = melodies[kind].map(({ hertz, at }) => playNote(audio, hertz, at, (LOUDEST * volume) / 100));
  // A page that nobody has touched may not sound; then there is nothing to wait for.
  if (audio.state === "running" || (await resumed(audio))) await Promise.all(ends);
  await audio.close();
}

const resumed = (audio: AudioContext): Promise<boolean> =>
  Promise.race([
    audio.resume().then(() => true),
    new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), 500);
    }),
  ]);

function playNote(audio: AudioContext, hertz: number, at: number, loudness: number): Promise<void> {
  const note = audio.createOscillator();
  const swell = audio.createGain();
  const begin = audio.currentTime + at;
  note.type = "sine";
  note.frequency.value = hertz;
  swell.gain.setValueAtTime(0, begin);
  swell.gain.linearRampToValueAtTime(loudness, begin + 0.012);
  swell.gain.exponentialRampToValueAtTime(0.0001, begin + LENGTH);
  note.connect(swell).connect(audio.destination);
  note.start(begin);
  note.stop(begin + LENGTH);
  return new Promise((resolve) => note.addEventListener("ended", () => resolve(), { once: true }));
}
