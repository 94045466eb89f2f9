import { expect, test } from "vitest";
import { placeWindow, type WindowPlace } from "./windowPlace.ts";

const laptop = { workArea: { x: 0, y: 25, width: 1440, height: 875 } };
const left = { workArea: { x: -1920, y: 0, width: 1920, height: 1080 } };
const kept: WindowPlace = { x: 100, y: 80, width: 1000, height: 700, shown: "normal" };

test("a window comes back where it was, on whichever display", () => {
  expect(placeWindow(kept, [laptop])).toEqual(kept);
  const onLeft = { ...kept, x: -1800, shown: "maximized" } as const;
  expect(placeWindow(onLeft, [laptop, left])).toEqual(onLeft);
});

test("a window whose display is gone comes to the middle of the first one", () => {
  expect(placeWindow({ ...kept, x: -1800 }, [laptop])).toEqual({ ...kept, x: 220, y: 113 });
});

test("a window that could not be grabbed any more is brought back", () => {
  for (const lost of [{ x: 1400 }, { x: -950 }, { y: 890 }, { y: -300 }]) {
    expect(placeWindow({ ...kept, ...lost }, [laptop])).toEqual({ ...kept, x: 220, y: 113 });
  }
});

test("a window larger than its display is made to fit", () => {
  const place = placeWindow({ ...kept, x: 0, y: 25, width: 4000, height: 3000 }, [laptop]);
  expect(place).toEqual({ x: 0, y: 25, width: 1440, height: 875, shown: "normal" });
});

test("without a kept place, or a display, a window opens in the middle", () => {
  expect(placeWindow(null, [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }])).toEqual({
    x: 240,
    y: 90,
    width: 1440,
    height: 900,
    shown: "normal",
  });
  expect(placeWindow(null, [])).toEqual({ x: 0, y: 0, width: 1440, height: 900, shown: "normal" });
});

test("a further window stands beside the others and is not maximized", () => {
  expect(placeWindow({ ...kept, shown: "maximized" }, [laptop], { beside: 2 })).toEqual({ ...kept, x: 156, y: 136 });
});
