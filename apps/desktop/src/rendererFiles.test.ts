import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathIn, respond } from "./rendererFiles.ts";

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-scheme-"));
  root = join(folder, "renderer");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.json"), "{}");
  writeFileSync(join(root, "index.html"), "<h1>hi</h1>");
  writeFileSync(join(root, ".built-from"), "hash");
  writeFileSync(join(root, "assets/übung 1.js"), "export {}");
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = async (url: string, method = "GET") => {
  const response = await respond({ url, method }, root);
  return [response.status, response.headers.get("content-type"), await response.text()];
};

test("the built files are served with their types", async () => {
  expect(await get("app://flightdeck/")).toEqual([200, "text/html; charset=utf-8", "<h1>hi</h1>"]);
  expect(await get("app://flightdeck/index.html?a=1#b")).toEqual([200, "text/html; charset=utf-8", "<h1>hi</h1>"]);
  expect(await get("app://flightdeck/index.html", "HEAD")).toEqual([200, "text/html; charset=utf-8", ""]);
  expect(await get("app://flightdeck/assets/%C3%BCbung%201.js")).toEqual([
    200,
    "text/javascript; charset=utf-8",
    "export {}",
  ]);
});

test("an address that leaves the folder, hides or belongs to another host is no address", () => {
  const hostile = [
    "app://flightdeck/..%2fsecret.json",
    "app://flightdeck/assets/..%2f..%2fsecret.json",
    "app://flightdeck/%2e%2e%2fsecret.json",
    "app://flightdeck/..%5csecret.json",
    "app://flightdeck/C:%5cWindows%5cwin.ini",
    "app://flightdeck/index.html%00.js",
    "app://flightdeck/.built-from",
    "app://flightdeck/%E0%A4%A",
    "app://flightdeck.evil/index.html",
    "app://flightdeck:80/index.html",
    "https://flightdeck/index.html",
    "nonsense",
  ];
  expect(hostile.filter((url) => pathIn(url) !== null)).toEqual([]);
  expect(pathIn("app://flightdeck/../secret.json")).toBe("secret.json"); // the URL itself ends at the root
});

test("what is not there, not ours to serve or not a read is refused", async () => {
  const plain = "text/plain; charset=utf-8";
  expect(await get("app://flightdeck/missing.js")).toEqual([404, plain, "Not found"]);
  expect(await get("app://flightdeck/assets")).toEqual([404, plain, "Not found"]);
  expect(await get("app://flightdeck/index.html", "POST")).toEqual([405, plain, "Only GET"]);
  expect(await get("app://flightdeck/..%2fsecret.json")).toEqual([400, plain, "No such address"]);
});
