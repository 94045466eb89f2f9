import { expect, test } from "vitest";
import { deepLinkIn, parseDeepLink } from "./deepLink.ts";

const onLinux = (text: string) => parseDeepLink(text, "linux");

test("a link to a thread names it", () => {
  expect(onLinux("flightdeck://thread/t_1-Ab")).toEqual({ to: "thread", threadId: "t_1-Ab" });
});

test("a link proposes a prompt and a folder", () => {
  expect(onLinux("flightdeck://new?prompt=Fix%20it%0Anow&path=%2Fhome%2Fme%2Fmy%20app")).toEqual({
    to: "new",
    draft: { prompt: "Fix it\nnow", path: "/home/me/my app" },
  });
  expect(onLinux("flightdeck://new")).toEqual({ to: "new", draft: {} });
  expect(onLinux("flightdeck://new/?prompt=&path=")).toEqual({ to: "new", draft: {} });
  expect(parseDeepLink("flightdeck://new?path=C%3A%5Ccode", "win32")).toEqual({
    to: "new",
    draft: { path: "C:\\code" },
  });
});

test("anything else leads to nothing, and says why", () => {
  const refused = {
    unknown: [
      "",
      "flightdeck",
      "flightdeck:thread/t1",
      "https://thread/t1",
      "flightdeck://thread/t1?run=1",
      "flightdeck://thread/t1#x",
      "flightdeck://user@thread/t1",
      "flightdeck://thread:80/t1",
      "flightdeck://open/t1",
      "flightdeck://new/deeper?prompt=a",
      "flightdeck://new?prompt=a&prompt=b",
      "flightdeck://new?prompt=a&send=true",
    ],
    thread: [
      "flightdeck://thread",
      "flightdeck://thread/",
      "flightdeck://thread/t1/more",
      "flightdeck://thread/..%2f..%2fetc",
      "flightdeck://thread/<script>",
      `flightdeck://thread/${"a".repeat(65)}`,
    ],
    path: [
      "flightdeck://new?path=relative/folder",
      "flightdeck://new?path=..%2F..%2Fetc",
      "flightdeck://new?path=%2F%2Fhost%2Fshare",
      "flightdeck://new?path=C%3A%5Ccode",
    ],
    hidden_characters: [
      "flightdeck://new?path=%2Ftmp%00x",
      "flightdeck://new?prompt=a%1b%5B2J",
      "flightdeck://new?prompt=safe%E2%80%AEfas",
      "flightdeck://new?prompt=safe%F3%A0%81%81",
    ],
    too_long: [
      `flightdeck://new?prompt=${"a".repeat(8_001)}`,
      `flightdeck://new?path=/${"a".repeat(4_096)}`,
      `flightdeck://new?prompt=${"%20".repeat(8_000)}`,
    ],
  };
  for (const [why, links] of Object.entries(refused))
    expect(links.map(onLinux)).toEqual(links.map(() => ({ to: "nothing", why })));
  const windows = ["%5C%5Chost%5Cshare", "%2F%2Fhost%2Fshare", "%5C%5C%3F%5CC%3A%5Cx", "%5Ccode", "C%3Acode"];
  const links = windows.map((path) => parseDeepLink(`flightdeck://new?path=${path}`, "win32"));
  expect(links).toEqual(links.map(() => ({ to: "nothing", why: "path" })));
});

test("the link is found among a command line's arguments", () => {
  const link = "flightdeck://thread/t1";
  expect(deepLinkIn(["/opt/Flightdeck/flightdeck", "--flag", link], "linux")).toEqual({ to: "thread", threadId: "t1" });
  expect(deepLinkIn(["/opt/Flightdeck/flightdeck", `--url=${link}`], "linux")).toBe(null);
  expect(deepLinkIn([], "linux")).toBe(null);
});
