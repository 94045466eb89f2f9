import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
beforeAll(async () => {
  tools = await makeToolBench();
});
afterAll(() => tools[Symbol.asyncDispose]());

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const inside = (name: string): string => join(tools.bench.worktree, name);

test("an image goes to the model as a reference to its file, which is kept", async () => {
  writeFileSync(inside("picture.txt"), png);
  const { item, output } = await tools.call("view_image", { path: "picture.txt" });
  const image = item.type === "tool_call" ? item.image : undefined;
  expect([item.status, output, Buffer.from(tools.blobs.get(image ?? "") ?? [])]).toEqual([
    "completed",
    [{ type: "input_image", image_url: `flightdeck-image:image/png;${image}`, detail: "auto" }],
    png,
  ]);
});

test.each([
  ["a file that is missing", "missing.png", /cannot be read/],
  ["a file that is no image", "file.txt", /is not a PNG, JPEG, GIF or WebP image/],
  ["a folder", ".", /is not a file/],
  ["a pipe", "pipe", /is not a file/],
  ["a file that is too large", "large.png", /20971520 is the most/],
  ["a secret", "../../../secrets", /may not be read/],
  ["a link to a secret", "link.png", /may not be read/],
])("what cannot be shown is refused as text: %s", async (_name, path, reason) => {
  if (path === "pipe") execFileSync("/bin/sh", ["-c", 'mkfifo "$0"', inside("pipe")]);
  if (path === "large.png") {
    writeFileSync(inside(path), png);
    truncateSync(inside(path), (20 << 20) + 1);
  }
  if (path === "link.png") symlinkSync(join(tools.bench.home, "secrets"), inside(path));
  const { item, text } = await tools.call("view_image", { path });
  expect([item.status, text]).toEqual(["failed", expect.stringMatching(reason)]);
});
