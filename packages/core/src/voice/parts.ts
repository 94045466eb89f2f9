import type { RecordingType } from "@flightdeck/contract";
import { readWebm, type WebmBlock, writeWebm } from "./webm.ts";

/** What one request for a transcription takes. */
export interface PartLimits {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Below what the known servers take: 25 minutes and 25 MB. */
export const partLimits: PartLimits = { milliseconds: 20 * 60_000, bytes: 24_000_000 };

/** How far before the limit a pause is looked for, and how long one is. */
const LOOK_BACK_MS = 60_000;
const PAUSE_MS = 400;

/** Parts of a recording that follow on each other, each small enough to be sent; made when they are asked for. */
export type Parts = readonly (() => Uint8Array<ArrayBuffer>)[];

/** Cuts a recording where somebody draws breath. One that is short, or cannot be cut, is one part as it is. */
export function partsOf(sound: Uint8Array<ArrayBuffer>, type: RecordingType, limits: PartLimits = partLimits): Parts {
  const whole = [() => sound];
  const webm = type === "audio/webm" ? readWebm(sound) : undefined;
  if (webm === undefined) return whole;
  const { head, blocks } = webm;
  const room = limits.bytes - head.length;
  const parts: (() => Uint8Array<ArrayBuffer>)[] = [];
  for (let from = 0; from < blocks.length; ) {
    const full = endOf(blocks, from, { ...limits, bytes: room });
    const to = full === blocks.length ? full : pauseBefore(blocks, from, full);
    const own = blocks.slice(from, to);
    parts.push(() => writeWebm(head, own));
    from = to;
  }
  return parts.length > 1 ? parts : whole;
}

/** A block's name, size and its share of a cluster's. */
const OVERHEAD = 9;

/** The first block that has no room any more. */
function endOf(blocks: readonly WebmBlock[], from: number, { milliseconds, bytes }: PartLimits): number {
  const start = blocks[from]?.milliseconds ?? 0;
  let size = blocks[from]?.content.length ?? 0;
  const end = blocks.findIndex((block, index) => {
    if (index <= from) return false; // one goes in always
    size += block.content.length + OVERHEAD;
    return block.milliseconds - start >= milliseconds || size > bytes;
  });
  return end === -1 ? blocks.length : end;
}

/** The middle of the quietest moment before the end: where little is said, few bytes say it. */
function pauseBefore(blocks: readonly WebmBlock[], from: number, end: number): number {
  const at = (index: number): number => blocks[index]?.milliseconds ?? 0;
  const earliest = Math.max(at(end) - LOOK_BACK_MS, (at(from) + at(end)) / 2);
  let [best, least] = [end, Number.POSITIVE_INFINITY];
  let bytes = 0;
  for (let last = end - 1, first = last; first > from && at(first) >= earliest; first -= 1) {
    bytes += blocks[first]?.content.length ?? 0;
    if (at(last) - at(first) < PAUSE_MS) continue;
    if (bytes < least) [best, least] = [Math.ceil((first + last) / 2), bytes];
    bytes -= blocks[last]?.content.length ?? 0;
    last -= 1;
  }
  return best;
}
