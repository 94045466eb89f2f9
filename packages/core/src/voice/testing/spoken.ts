import type { WebmBlock } from "../webm.ts";

const bytes = (...lines: readonly (readonly number[])[]) => Uint8Array.from(lines.flat());
const text = (word: string) => [...Buffer.from(word)];

/** What Chromium writes before the sound: EBML, a segment of unknown size, the time scale, a track. */
export const head = bytes(
  [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, ...text("webm")],
  [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x15, 0x49, 0xa9, 0x66, 0x87, 0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40],
  [0x16, 0x54, 0xae, 0x6b, 0x85, 0x86, 0x83, ...text("A_O")],
);

/** A block every 60 ms; where nothing is said it takes few bytes. */
export const spoken = (count: number, quietAt?: number): readonly WebmBlock[] =>
  Array.from({ length: count }, (_, index) => {
    const size = quietAt !== undefined && Math.abs(index - quietAt) < 10 ? 6 : 120;
    const sound = Buffer.alloc(size, index % 251);
    return { milliseconds: index * 60, content: bytes([0x81, 0, 0, 0x80, ...sound]) };
  });
