/** The round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

const start = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19] as const;

/**
 * SHA-256 of a text's UTF-16 code units (big endian), in hex. Here, where neither Node nor a browser is known, so that
 * both sides name the same text alike; cryptographic, so that no text can be made to pass for another.
 */
export function sha256(text: string): string {
  const state = Uint32Array.from(start);
  const words = new Uint32Array(64);
  const length = text.length;
  // Two code units are a word; 32 of them a block. One unit says where the text ends, four how long it is.
  const blocks = Math.ceil((length + 5) / 32);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * 32;
    if (from + 32 <= length)
      for (let i = 0; i < 16; i += 1)
        words[i] = (text.charCodeAt(from + 2 * i) << 16) | text.charCodeAt(from + 2 * i + 1);
    else {
      for (let i = 0; i < 16; i += 1)
        words[i] = (unit(text, from + 2 * i, length) << 16) | unit(text, from + 2 * i + 1, length);
      if (block === blocks - 1) {
        words[14] = Math.floor((length * 16) / 2 ** 32);
        words[15] = length * 16;
      }
    }
    compress(state, words);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

const unit = (text: string, at: number, length: number): number =>
  at < length ? text.charCodeAt(at) : at === length ? 0x8000 : 0;

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Takes one block, the first 16 words, into the state. */
function compress(state: Uint32Array, words: Uint32Array): void {
  const at = (list: Uint32Array, i: number): number => list[i] ?? 0;
  for (let i = 16; i < 64; i += 1) {
    const w15 = at(words, i - 15);
    const w2 = at(words, i - 2);
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(words, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) + word;
}
