/** A piece of sound as a WebM file has it. */
export interface WebmBlock {
  readonly milliseconds: number;
  /** Track, time within the cluster, flags and sound. */
  readonly content: Uint8Array;
}

/** A WebM file that only has sound, as far as it is whole: what ends in the middle of a block ends before it. */
export interface Webm {
  /** All that stands before the sound: which tracks there are and how they are encoded. */
  readonly head: Uint8Array;
  readonly blocks: readonly WebmBlock[];
}

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIME_SCALE = 0x2ad7b1;
const CLUSTER = 0x1f43b675;
const CLUSTER_TIME = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
/** What holds other elements that are of use; a size that is not known, as in a stream, then does no harm. */
const entered: ReadonlySet<number> = new Set([SEGMENT, INFO, CLUSTER, BLOCK_GROUP]);
const NANOSECONDS = 1_000_000;
/** So much goes under one time of its own: the times within are 16 bits. */
const CLUSTER_MS = 5000;

/** Reads a file, undefined when it is no WebM file with sound in it. */
export function readWebm(bytes: Uint8Array): Webm | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: WebmBlock[] = [];
  let head: Uint8Array | undefined;
  let scale = NANOSECONDS;
  let clusterTime = 0;
  for (const { id, start, from, to } of elements(bytes)) {
    if (id === CLUSTER) head ??= asStream(bytes.slice(0, start));
    if (id === TIME_SCALE) scale = unsigned(bytes, from, to);
    if (id === CLUSTER_TIME) clusterTime = unsigned(bytes, from, to);
    if (head === undefined || (id !== SIMPLE_BLOCK && id !== BLOCK)) continue;
    const time = vint(bytes, from)?.length;
    if (time === undefined || from + time + 3 > to) continue;
    const ticks = clusterTime + view.getInt16(from + time);
    blocks.push({ milliseconds: (ticks * scale) / NANOSECONDS, content: bytes.subarray(from, to) });
  }
  if (head === undefined || blocks.length === 0) return undefined;
  return { head: scale === NANOSECONDS ? head : inMilliseconds(head), blocks };
}

/** A file of its own with some of the blocks, which begins at zero. */
export function writeWebm(head: Uint8Array, blocks: readonly WebmBlock[]): Uint8Array<ArrayBuffer> {
  const zero = blocks[0]?.milliseconds ?? 0;
  const out: Uint8Array[] = [head];
  let cluster: { readonly at: number; readonly parts: Uint8Array[] } | undefined;
  const close = () => cluster && out.push(element(CLUSTER, cluster.parts));
  for (const { milliseconds, content } of blocks) {
    const at = Math.max(0, Math.round(milliseconds - zero));
    if (cluster === undefined || at - cluster.at >= CLUSTER_MS || at < cluster.at) {
      close();
      cluster = { at, parts: [element(CLUSTER_TIME, [bigEndian(at, 4)])] };
    }
    const block = content.slice();
    const time = vint(block, 0)?.length ?? 1;
    new DataView(block.buffer).setInt16(time, at - cluster.at);
    block[time + 2] = 0x80; // each piece of sound can be heard without the one before
    cluster.parts.push(element(SIMPLE_BLOCK, [block]));
  }
  close();
  return joined(out);
}

interface Element {
  readonly id: number;
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** The elements of a file one after the other, those within others too; the last one that is whole is the last. */
function* elements(bytes: Uint8Array): Generator<Element, void, void> {
  for (let start = 0; start < bytes.length; ) {
    const id = vint(bytes, start);
    const size = id && vint(bytes, start + id.length);
    if (id === undefined || size === undefined || id.length > 4) return;
    const from = start + id.length + size.length;
    const enters = entered.has(id.marked);
    if (!enters && (size.unknown || from + size.value > bytes.length)) return;
    const to = enters ? from : from + size.value;
    yield { id: id.marked, start, from, to };
    start = to;
  }
}

/** A number whose first bits say how long it is: as a size, without them, and as an id, with them. */
function vint(bytes: Uint8Array, at: number) {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return undefined;
  const marked = unsigned(bytes, at, at + length);
  const most = 2 ** (7 * length);
  const value = (first % 2 ** (8 - length)) * 256 ** (length - 1) + unsigned(bytes, at + 1, at + length);
  return { length, marked, value, unknown: value >= Math.min(most - 1, Number.MAX_SAFE_INTEGER) };
}

function unsigned(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((value, byte) => value * 256 + byte, 0);
}

function bigEndian(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
}

function element(id: number, parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const name = bigEndian(id, id > 0xffffff ? 4 : 1);
  return joined([name, bigEndian(size + 2 ** 28, 4), ...parts]);
}

/** A head whose segment does not say how long it is: it is followed by something else than before. */
function asStream(head: Uint8Array): Uint8Array {
  for (const { id, start, from } of elements(head)) if (id === SEGMENT) unknownSize(head, start + 4, from);
  return head;
}

function unknownSize(head: Uint8Array, from: number, to: number): void {
  head.fill(0xff, from, to);
  head[from] = 2 ** (8 - (to - from) + 1) - 1;
}

/** A head whose times are milliseconds, as those that are written behind it. */
function inMilliseconds(head: Uint8Array): Uint8Array {
  for (const { id, from, to } of elements(head))
    if (id === TIME_SCALE) head.set(bigEndian(NANOSECONDS, to - from), from);
  return head;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
