import fc from "fast-check";
import { expect, test } from "vitest";
import { cutMiddle, joined } from "./cutText.ts";
import { HeadTail } from "./headTail.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("the first and the last bytes are kept, whatever the pieces they come in", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      (chunks, half) => {
        const buffer = new HeadTail(half * 2);
        for (const chunk of chunks) buffer.push(chunk);
        const all = Buffer.concat(chunks);
        const head = all.subarray(0, half);
        const tail = all.subarray(Math.max(head.length, all.length - half));
        const kept = buffer.read();
        expect([buffer.total, [...kept.head], [...kept.tail], kept.omitted]).toEqual([
          all.length,
          [...head],
          [...tail],
          all.length - head.length - tail.length,
        ]);
      },
    ),
  );
});

test("pieces larger than the first allocation are kept as well", () => {
  const buffer = new HeadTail(1 << 20);
  const piece = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  for (let times = 0; times < 3; times += 1) buffer.push(piece);
  expect(Buffer.from(joined(buffer.read())).equals(Buffer.concat([piece, piece, piece]))).toBe(true);
});

const cut = (text: string, limit: number): string => {
  const buffer = new HeadTail(1 << 16);
  buffer.push(bytes(text));
  return cutMiddle(buffer.read(), limit, (left) => `<${left}>`).text;
};

test("what fits is not cut", () => {
  expect(cut("äöü\n", 7)).toBe("äöü\n");
});

test("the cut is at line ends where lines are short", () => {
  expect(cut("one\ntwo\nthree\nfour\nfive\nsix\n", 20)).toBe("one\ntwo\n<11>\nfive\nsix\n");
});

test("a cut never splits a character", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
      fc.integer({ min: 8, max: 100 }),
      (text, limit) => {
        const whole = text.replaceAll(/[\uD800-\uDFFF]/gu, "");
        const result = cut(whole, limit);
        const replacements = (value: string): number => value.split("\uFFFD").length - 1;
        expect(replacements(result)).toBeLessThanOrEqual(replacements(whole));
      },
    ),
  );
});
