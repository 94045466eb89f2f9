import { expect, test } from "vitest";
import { sideAt } from "./drag.ts";

const box = { left: 100, top: 50, width: 400, height: 200 };

test("a point near an edge means that side, and elsewhere the middle", () => {
  const at = (x: number, y: number) => sideAt({ x, y }, box);
  expect([at(110, 150), at(495, 150), at(300, 55), at(300, 245), at(300, 150), at(102, 51)]).toEqual([
    "left",
    "right",
    "top",
    "bottom",
    "middle",
    "left",
  ]);
});
