import { expect, test } from "vitest";
import { whereTheyRun } from "./whereTheyRun.ts";

test("the screen says where automations run, as it is set and as the window was opened", () => {
  const words = (platform: string | undefined) =>
    (["ask", "on", "off"] as const).map((background) => whereTheyRun({ background, login: false }, platform));
  expect({ linux: words("linux"), mac: words("darwin"), browser: words(undefined) }).toEqual({
    linux: [
      "These run while Flightdeck is open. When you close the last window, it asks whether they go on.",
      "These run while Flightdeck is open, and in the background too.",
      "These run while Flightdeck is open. They stop when the last window closes.",
    ],
    mac: [
      "These run until you quit Flightdeck, also without a window.",
      "These run while Flightdeck is open, and in the background too.",
      "These run while Flightdeck is open. They stop when the last window closes.",
    ],
    browser: [
      "These run while Flightdeck's host does, also once this window is closed.",
      "These run while Flightdeck's host does, also once this window is closed.",
      "These run while Flightdeck's host does. One that npm start began ends with its window.",
    ],
  });
  expect(whereTheyRun({ background: "on", login: true }, "linux")).toBe(
    "These run while Flightdeck is open, and in the background too. Flightdeck starts when you log in.",
  );
});
