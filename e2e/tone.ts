import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import config from "./playwright.config.ts";

const rate = 48_000;

/** A sound file that Chromium takes for what the microphone hears: a tone that comes and goes, or silence. */
export function soundFile(name: string, loudness: number): string {
  const samples = 4 * rate;
  const wav = Buffer.alloc(44 + 2 * samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // one channel
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(2 * rate, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * samples, 40);
  for (let index = 0; index < samples; index += 1) {
    const swell = Math.sin((2 * Math.PI * 3 * index) / rate) ** 2;
    const tone = Math.sin((2 * Math.PI * 1000 * index) / rate);
    wav.writeInt16LE(Math.round(32_000 * loudness * swell * tone), 44 + 2 * index);
  }
  const folder = join(import.meta.dirname, "..", "test-results");
  const file = join(folder, `${name}.wav`);
  mkdirSync(folder, { recursive: true });
  // Two workers may write it at once.
  writeFileSync(`${file}.${process.pid}`, wav);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

/** How Chromium is started so that it hears a file. */
export function hearing(file: string) {
  const usual = config.use?.launchOptions ?? {};
  const heard = ["--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${file}`];
  return { ...usual, args: [...(usual.args ?? []), ...heard] };
}
