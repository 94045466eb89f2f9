/** Bytes of which the middle may be gone. */
export interface HeadTailBytes {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** How many bytes are missing between them. */
  readonly omitted: number;
}

/**
 * Keeps the first and the last bytes of a stream, half of the limit each, however long the stream and however small its
 * pieces. Memory grows with what was written, up to the limit.
 */
export class HeadTail {
  readonly #half: number;
  #head = new Uint8Array(0);
  #headLength = 0;
  #ring = new Uint8Array(0);
  #ringTotal = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  /** All bytes that were ever written. */
  get total(): number {
    return this.#headLength + this.#ringTotal;
  }

  push(chunk: Uint8Array): void {
    const room = Math.min(chunk.length, this.#half - this.#headLength);
    if (room > 0) {
      this.#head = grown(this.#head, this.#headLength + room, this.#half);
      this.#head.set(chunk.subarray(0, room), this.#headLength);
      this.#headLength += room;
    }
    this.#pushTail(room > 0 ? chunk.subarray(room) : chunk);
  }

  #pushTail(chunk: Uint8Array): void {
    const newest = chunk.subarray(Math.max(0, chunk.length - this.#half));
    // Until the ring has its full size nothing has been overwritten, so it can simply grow.
    this.#ring = grown(this.#ring, this.#ringTotal + chunk.length, this.#half);
    this.#ringTotal += chunk.length - newest.length;
    if (newest.length === 0) return;
    const at = this.#ringTotal % this.#ring.length;
    const first = Math.min(newest.length, this.#ring.length - at);
    this.#ring.set(newest.subarray(0, first), at);
    this.#ring.set(newest.subarray(first), 0);
    this.#ringTotal += newest.length;
  }

  read(): HeadTailBytes {
    const kept = Math.min(this.#ringTotal, this.#half);
    const tail = new Uint8Array(kept);
    if (kept > 0) {
      const end = this.#ringTotal % this.#ring.length;
      const start = this.#ringTotal <= this.#ring.length ? 0 : end;
      const first = Math.min(kept, this.#ring.length - start);
      tail.set(this.#ring.subarray(start, start + first));
      tail.set(this.#ring.subarray(0, kept - first), first);
    }
    return { head: this.#head.slice(0, this.#headLength), tail, omitted: this.#ringTotal - kept };
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  if (needed <= bytes.length || bytes.length === limit) return bytes;
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, bytes.length * 2, 4096)));
  larger.set(bytes);
  return larger;
}
