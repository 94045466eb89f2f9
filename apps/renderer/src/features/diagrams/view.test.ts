import { expect, test } from "vitest";
import { fitted, moved, zoomed } from "./view.ts";

const room = { width: 624, height: 324 };

test("a picture lies in the middle, as large as there is room and no larger than it is", () => {
  expect([fitted({ width: 1200, height: 100 }, room), fitted({ width: 100, height: 100 }, room)]).toEqual([
    { scale: 0.5, x: 12, y: 137 },
    { scale: 1, x: 262, y: 112 },
  ]);
});

test("the point under the hand stays while it grows, between a tenth and eight times its size", () => {
  const view = { scale: 1, x: 10, y: 20 };
  const larger = zoomed(view, 2, { x: 110, y: 120 });
  expect(larger).toEqual({ scale: 2, x: -90, y: -80 });
  expect([zoomed(view, 100, { x: 0, y: 0 }).scale, zoomed(view, 0.001, { x: 0, y: 0 }).scale]).toEqual([8, 0.1]);
});

test("some of it stays in sight however far it is moved", () => {
  const picture = { width: 100, height: 50 };
  const view = { scale: 1, x: 0, y: 0 };
  expect([moved(view, { x: 9999, y: -9999 }, picture, room), moved(view, { x: 5, y: 7 }, picture, room)]).toEqual([
    { scale: 1, x: 584, y: -10 },
    { scale: 1, x: 5, y: 7 },
  ]);
});
