import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobId } from "@flightdeck/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBlobs } from "./blobs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-blobs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what is kept is read back, and the same bytes are kept once", async () => {
  const blobs = openBlobs(folder);
  const bytes = new Uint8Array([0, 255, 10, 13]);
  const [first, second] = await Promise.all([blobs.keep(bytes), blobs.keep(bytes)]);
  expect({
    same: first === second,
    read: new Uint8Array(await blobs.read(first)),
    files: readdirSync(join(folder, first.slice(0, 2))),
  }).toEqual({
    same: true,
    read: bytes,
    files: [first],
  });
});

test("a blob that is gone is a typed error", async () => {
  await expect(openBlobs(folder).read(BlobId.parse("0".repeat(64)))).rejects.toMatchObject({ code: "blob_not_found" });
});
