import { ORPCError } from "@orpc/client";
import { expect, test } from "vitest";
import { ConnectionLost } from "../../client.ts";
import { createUpload, type Kept } from "./upload.ts";

/** A disk that takes what comes at the right place, and fails as often as it is told to. */
function disk(failures: unknown[] = []) {
  let file = "";
  let begins = 0;
  const told: Kept[] = [];
  const waits: (() => void)[] = [];
  let away = () => {};
  /** Settles once the upload waits for the host. */
  const gone = new Promise<void>((resolve) => (away = resolve));
  const upload = createUpload({
    begin: async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      begins += 1;
    },
    append: async (offset, content) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      expect(offset).toBeLessThanOrEqual(file.length);
      file = file.slice(0, offset) + atob(content);
      return file.length;
    },
    reconnected: () => {
      away();
      return new Promise((resolve) => waits.push(resolve));
    },
    onKept: (kept) => told.push(kept),
  });
  return { upload, told, waits, gone, file: () => file, begins: () => begins };
}

const full = () => new ORPCError("disk_full", { message: "The disk is full" });
const none = undefined;

test("what is recorded reaches the disk in order, however it is cut", async () => {
  const { upload, file, begins, told } = disk();
  for (const text of ["one ", "two ", "three"]) upload.push(new Blob([text]));
  await upload.flush();
  expect([file(), begins(), told.at(-1)]).toEqual(["one two three", 1, { onDisk: true }]);
});

test("while the host is away the pieces gather, and they go when it is back", async () => {
  const { upload, file, told, waits, gone } = disk([none, none, new ConnectionLost()]);
  upload.push(new Blob(["one "]));
  await upload.flush();
  upload.push(new Blob(["two "]));
  const done = upload.flush();
  await gone;
  upload.push(new Blob(["three"]));
  expect([file(), told.at(-1)]).toEqual(["one ", { onDisk: false }]);
  for (const resume of waits) resume();
  await done;
  await upload.flush();
  expect([file(), told.at(-1)]).toEqual(["one two three", { onDisk: true }]);
});

test("a full disk is told, nothing is lost, and the next piece tries again", async () => {
  const { upload, file, told } = disk([none, full(), full()]);
  upload.push(new Blob(["one "]));
  await expect(upload.flush()).rejects.toThrow("The disk is full");
  expect(told.at(-1)).toMatchObject({ onDisk: false, failure: { code: "disk_full" } });
  upload.push(new Blob(["two"]));
  await upload.flush();
  expect([file(), told.at(-1)]).toEqual(["one two", { onDisk: true }]);
});

test("pieces larger than a message go in several", async () => {
  const { upload, file } = disk();
  const sound = "0123456789".repeat(250_000);
  upload.push(new Blob([sound]));
  await upload.flush();
  expect(file() === sound).toBe(true);
});
