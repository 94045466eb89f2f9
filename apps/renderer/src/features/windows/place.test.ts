import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { addressOf, placeOf, type WindowPlace } from "./place.ts";

const thread = ThreadId.parse("t1");

test("a window's address says what it is", () => {
  const places: readonly WindowPlace[] = [
    { alone: false },
    { id: "w1", alone: false },
    { id: "w1", thread, alone: false },
    { id: "w1", thread, alone: true },
  ];
  expect(places.map((place) => placeOf(addressOf(place)))).toEqual(places);
});

test("what else stands there is nothing", () => {
  expect(["?thread=../x&alone=1", "?alone=1", "?window=a b", ""].map(placeOf)).toEqual(
    Array.from({ length: 4 }, () => ({ alone: false })),
  );
});
