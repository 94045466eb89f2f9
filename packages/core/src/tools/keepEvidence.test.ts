import { createHash } from "node:crypto";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
let folder: string;
let picture: Buffer;
beforeAll(async () => {
  tools = await makeToolBench();
  picture = await sharp({ create: { width: 3000, height: 20, channels: 3, background: "red" } })
    .png()
    .toBuffer();
});
afterAll(() => tools[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = join(tools.bench.worktree, ".self-test/after");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "01-a.png"), picture);
});

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const shot = (more: Record<string, unknown> = {}) => ({
  file: "01-a.png",
  name: "a",
  about: "All of it",
  sha256: sha256(picture),
  width: 3000,
  height: 20,
  ...more,
});
const write = (more: Record<string, unknown> = {}) =>
  writeFile(
    join(folder, "report.json"),
    JSON.stringify({
      format: "flightdeck-self-test",
      version: 1,
      label: "after",
      passed: true,
      startedAt: 5,
      steps: [{ does: "look", status: "passed", milliseconds: 3 }],
      console: [],
      pictures: [shot()],
      ...more,
    }),
  );
const keep = () => tools.call("keep_evidence", { folder: ".self-test/after" });

test("a picture is kept byte for byte as it was taken, also one that is larger than models take", async () => {
  await write();
  const { item } = await keep();
  expect(item).toMatchObject({
    status: "completed",
    summary: "Self-test “after” passed: 1 of 1 steps, 1 picture",
    evidence: { label: "after", passed: true, at: 5, pictures: [{ blob: sha256(picture), type: "image/png" }] },
  });
  expect(Buffer.from(tools.blobs.get(sha256(picture)) ?? [])).toEqual(picture);
});

test("a report that contradicts itself has not passed", async () => {
  await write({ steps: [{ does: "look", status: "failed", error: "not there" }] });
  const { item } = await keep();
  expect(item).toMatchObject({ status: "completed", evidence: { passed: false } });
});

test("what was changed afterwards, leads elsewhere or is no picture is not kept as evidence", async () => {
  const said: string[] = [];
  const attempt = async (more: Record<string, unknown>) => {
    await write(more);
    const { item, text } = await keep();
    said.push(`${item.status}: ${text.split("\n")[0]}`);
  };
  await attempt({ pictures: [shot({ sha256: "0".repeat(64) })] });
  await attempt({ pictures: [shot({ file: "../../../secret.png" })] });
  await attempt({ label: "<b>after</b>" });
  await writeFile(join(folder, "02-b.png"), "no picture");
  await attempt({ pictures: [shot({ file: "02-b.png", sha256: sha256(Buffer.from("no picture")) })] });
  await symlink("/etc/hostname", join(folder, "03-c.png"));
  await attempt({ pictures: [shot({ file: "03-c.png" })] });
  await writeFile(join(folder, "report.json"), "{");
  said.push((await keep()).text);
  await rm(join(folder, "report.json"));
  said.push((await keep()).text);
  expect(said).toEqual([
    "failed: 01-a.png is not the picture that the report tells of: run the self-test again.",
    "failed: report.json is not what self-test writes:",
    "failed: report.json is not what self-test writes:",
    "failed: 02-b.png cannot be kept: This is not a PNG, JPEG, GIF or WebP image.",
    expect.stringMatching(/^failed: \.self-test\/after cannot be kept: ELOOP/),
    "report.json is not JSON.",
    expect.stringMatching(/cannot be kept: ENOENT/),
  ]);
});
