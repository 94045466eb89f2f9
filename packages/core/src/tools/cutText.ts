import type { HeadTailBytes } from "./headTail.ts";

/** Text of bytes; what is not UTF-8 shows as U+FFFD. */
const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
const NEWLINE = 10;

/** The first bytes, up to a limit: whole lines where lines are short, whole characters in any case. */
function firstPart(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  const line = bytes.lastIndexOf(NEWLINE, limit - 1) + 1;
  if (line > limit / 2) return bytes.subarray(0, line);
  let end = limit;
  while (end > limit - 4 && isContinuation(bytes[end])) end -= 1;
  return bytes.subarray(0, end);
}

/** The last bytes, likewise. */
function lastPart(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  let start = bytes.length - limit;
  const line = bytes.indexOf(NEWLINE, start - 1) + 1;
  if (line > 0 && bytes.length - line > limit / 2) return bytes.subarray(line);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

export interface CutText {
  readonly text: string;
  readonly leftOutBytes: number;
}

/** Output as text of at most about `limit` bytes, its middle replaced by what `note` says about the bytes left out. */
export function cutMiddle(output: HeadTailBytes, limit: number, note: (leftOutBytes: number) => string): CutText {
  const kept = output.head.length + output.tail.length;
  if (output.omitted === 0 && kept <= limit) return { text: decode(joined(output)), leftOutBytes: 0 };
  const all = output.omitted === 0 ? joined(output) : undefined;
  const half = Math.floor(limit / 2);
  const head = firstPart(all ?? output.head, half);
  const tail = lastPart(all ?? output.tail, half);
  const leftOutBytes = kept + output.omitted - head.length - tail.length;
  const start = decode(head);
  const gap = start === "" || start.endsWith("\n") ? "" : "\n";
  return { text: `${start}${gap}${note(leftOutBytes)}\n${decode(tail)}`, leftOutBytes };
}

/** Both parts in one; true to the stream only when nothing is missing between them. */
export function joined({ head, tail }: HeadTailBytes): Uint8Array {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** A number as people write it. */
export const grouped = (value: number): string => value.toLocaleString("en-US");
