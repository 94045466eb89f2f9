import { expect, test } from "vitest";
import { glidesByHand, scrolled, shiftOf, stuck, touch } from "./stick.ts";

const at = (top: number, height = 1000) => ({ top, height, client: 400 });

test("growth and layout never let go of the end", () => {
  const grown = scrolled({ ...stuck, top: 600 }, at(600, 1400), 0);
  expect(scrolled(grown, at(550, 1350), 5000).following).toBe(true);
});

test("the person lets go by moving up, and takes hold again at the end", () => {
  const up = scrolled(touch({ ...stuck, top: 600 }, 100), at(560), 120);
  expect(up.following).toBe(false);
  const down = scrolled(touch(up, 1000), at(590), 1010);
  expect(down.following).toBe(true);
});

test("coming near from above takes hold only with the person's hand", () => {
  const away = { following: false, top: 100, touched: 0 };
  expect(scrolled(away, at(595), 5000).following).toBe(false);
  expect(scrolled(touch(away, 5000), at(500), 5010).following).toBe(false);
});

test("a box that moved since it last told so glides by the person's hand, a while after it", () => {
  const stands = touch({ ...stuck, following: false, top: 100 }, 1000);
  expect([
    glidesByHand(stands, 180, 1200),
    glidesByHand(stands, 180, 3000),
    glidesByHand(stands, 100.4, 1200),
    glidesByHand({ ...stands, touched: Number.NEGATIVE_INFINITY }, 180, 1200),
  ]).toEqual([true, false, false, false]);
});

const rows = (keys: string) => keys.split("").map((key) => ({ key }));

test("a page before the first row is told from rows behind the last", () => {
  expect([
    shiftOf(rows("cde"), rows("abcde")),
    shiftOf(rows("cde"), rows("cdefg")),
    shiftOf(rows("cde"), rows("abcdef")),
    shiftOf(rows("cde"), rows("cde")),
    shiftOf([], rows("abc")),
    shiftOf(rows("abc"), rows("xyz")),
  ]).toEqual([
    { prepended: 2, appended: 0 },
    { prepended: 0, appended: 2 },
    { prepended: 2, appended: 1 },
    { prepended: 0, appended: 0 },
    { prepended: 0, appended: 3 },
    { prepended: 0, appended: 0 },
  ]);
});

test("a first row that joined the page before it does not hide the others", () => {
  expect(shiftOf(rows("cde"), rows("abXde"))).toEqual({ prepended: 2, appended: 0 });
});
