import { expect, test } from "vitest";
import { appOrigin } from "./origin.ts";
import { allowsPermission, isWebLink, mayLoad, mayDownload } from "./policy.ts";

const url = `${appOrigin}/index.html`;

test("our page gets the microphone, notifications and copying; nothing else and nobody else does", () => {
  const asks = [
    { permission: "media", url, media: ["audio"] },
    { permission: "notifications", url, media: [] },
    { permission: "clipboard-sanitized-write", url, media: [] },
    { permission: "media", url, media: ["audio", "video"] },
    { permission: "media", url, media: ["unknown"] },
    { permission: "media", url, media: [] },
    { permission: "clipboard-read", url, media: [] },
    { permission: "openExternal", url, media: [] },
    { permission: "fileSystem", url, media: [] },
    { permission: "unknown", url, media: [] },
    { permission: "media", url: "https://example.com/", media: ["audio"] },
    { permission: "notifications", url: "app://flightdeck.evil/", media: [] },
    { permission: "notifications", url: "app://flightdeck@evil/", media: [] },
    { permission: "notifications", url: undefined, media: [] },
  ];
  expect(asks.filter(allowsPermission)).toEqual(asks.slice(0, 3));
});

test("only plain web links leave for the system's browser", () => {
  const links = [
    "https://example.com/a?b#c",
    "http://localhost:3000",
    "https://user:password@example.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,hi",
    "smb://host/share",
    "ms-msdt:/id",
    "app://flightdeck/",
    "not a link",
    "",
  ];
  expect(links.filter(isWebLink)).toEqual(links.slice(0, 2));
});

test("nothing but our own files and what the page made itself can be loaded", () => {
  const urls = [
    url,
    "data:,",
    "blob:app://flightdeck/1-2",
    "devtools://devtools/x.js",
    "https://example.com/",
    "ws://127.0.0.1:1",
  ];
  expect(urls.filter(mayLoad)).toEqual(urls.slice(0, 4));
  expect(["file:///etc/passwd", "http://127.0.0.1/", "app://other/", "chrome://settings"].filter(mayLoad)).toEqual([]);
});

test("only what our own page made itself may become a file", () => {
  const urls = [
    "blob:app://flightdeck/1-2",
    "blob:https://example.com/1",
    "app://flightdeck/x.js",
    "data:,",
    "https://example.com/a",
  ];
  expect(urls.filter(mayDownload)).toEqual(urls.slice(0, 1));
});
