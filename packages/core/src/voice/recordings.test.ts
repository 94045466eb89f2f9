import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { RECORDING_LIMIT, RecordingId } from "@flightdeck/contract";
import { type TemporaryFolder, temporaryFolder } from "@flightdeck/testkit";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../store/index.ts";
import { openRecordings } from "./recordings.ts";

let home: TemporaryFolder;
let store: Store;
let folder: string;
beforeEach(async () => {
  home = await temporaryFolder();
  store = openStore(":memory:");
  folder = join(home.path, "recordings");
});
afterEach(async () => {
  store.close();
  await home[Symbol.asyncDispose]();
});

const newId = () => RecordingId.parse(randomUUID());
const open = () => openRecordings({ store, folder, now: () => 1000 });
const started = async (id = newId()) => {
  const recordings = open();
  await recordings.begin({ id, draftKey: "t1", type: "audio/webm" });
  return { recordings, id, file: join(folder, `${id}.webm`) };
};
const failing = (code: string) => expect.objectContaining({ code });

test("each piece is in the file when its append has settled, in a file of the owner's alone", async () => {
  const { recordings, id, file } = await started();
  expect(await recordings.append(id, 0, Buffer.from("abc"))).toBe(3);
  expect(readFileSync(file, "utf8")).toBe("abc");
  expect(await recordings.append(id, 3, Buffer.from("def"))).toBe(6);
  recordings.finish(id, 1234);
  expect({ text: readFileSync(file, "utf8"), mode: statSync(file).mode & 0o777, list: recordings.list() }).toEqual({
    text: "abcdef",
    mode: 0o600,
    list: [{ id, draftKey: "t1", type: "audio/webm", startedAt: 1000, milliseconds: 1234, bytes: 6, finished: true }],
  });
});

test("pieces that are sent again, and begun twice, change nothing; a gap is refused", async () => {
  const { recordings, id, file } = await started();
  await recordings.append(id, 0, Buffer.from("abc"));
  await recordings.begin({ id, draftKey: "other", type: "audio/webm" });
  expect(await recordings.append(id, 0, Buffer.from("ab"))).toBe(3);
  expect(await recordings.append(id, 1, Buffer.from("bcd"))).toBe(4);
  await expect(recordings.append(id, 6, Buffer.from("x"))).rejects.toEqual(failing("input_invalid"));
  expect([readFileSync(file, "utf8"), recordings.find(id)?.draftKey]).toEqual(["abcd", "t1"]);
});

test("whatever pieces are sent again after a crash, the file is what was said", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.array(fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 90 }), reopen: fc.boolean() }), {
        maxLength: 12,
      }),
      async (said, steps) => {
        let { recordings, id, file } = await started();
        let kept = 0;
        for (const { at, length, reopen } of [...steps, { at: 0, length: said.length, reopen: true }]) {
          const offset = at % (kept + 1);
          kept = await recordings.append(id, offset, said.subarray(offset, offset + length));
          if (reopen) recordings = open();
        }
        expect(readFileSync(file)).toEqual(Buffer.from(said));
        await recordings.delete(id);
      },
    ),
    { numRuns: 40 },
  );
});

test("a recording that is finished, unknown or gone takes no more", async () => {
  const { recordings, id, file } = await started();
  await recordings.append(id, 0, Buffer.from("abc"));
  recordings.finish(id, 5);
  await expect(recordings.append(id, 3, Buffer.from("d"))).rejects.toEqual(failing("recording_not_found"));
  await expect(recordings.append(newId(), 0, Buffer.from("d"))).rejects.toEqual(failing("recording_not_found"));
  unlinkSync(file);
  await expect(recordings.read(id)).rejects.toEqual(failing("recording_not_found"));
  await expect(recordings.readPiece(id, 0, 10)).rejects.toEqual(failing("recording_not_found"));
});

test("a recording grows to its limit and no further", async () => {
  const { recordings, id, file } = await started();
  writeFileSync(file, Buffer.alloc(RECORDING_LIMIT - 2));
  expect(await recordings.append(id, RECORDING_LIMIT - 2, Buffer.from("ab"))).toBe(RECORDING_LIMIT);
  await expect(recordings.append(id, RECORDING_LIMIT, Buffer.from("c"))).rejects.toEqual(
    failing("recording_too_large"),
  );
  expect(statSync(file).size).toBe(RECORDING_LIMIT);
});

test("a full disk is told as that, and what was said before stays", async () => {
  const { recordings, id, file } = await started();
  unlinkSync(file);
  symlinkSync("/dev/full", file);
  await expect(recordings.append(id, 0, Buffer.from("abc"))).rejects.toEqual(failing("disk_full"));
  unlinkSync(file);
  writeFileSync(file, "");
  expect(await recordings.append(id, 0, Buffer.from("abc"))).toBe(3);
});

test("a recording that was cut off is there at the next start, as long as its last sound says", async () => {
  const { recordings, id } = await started();
  await recordings.append(id, 0, Buffer.from("abc"));
  const { milliseconds, ...rest } = open().list()[0] ?? {};
  expect(rest).toEqual({ id, draftKey: "t1", type: "audio/webm", startedAt: 1000, bytes: 3, finished: false });
  expect(milliseconds).toBeGreaterThan(0);
});

test("what became of a recording is kept for the next start", async () => {
  const { recordings, id } = await started();
  await recordings.append(id, 0, Buffer.from("abc"));
  recordings.finish(id, 7);
  const kept = { id, draftKey: "t1", type: "audio/webm", startedAt: 1000, milliseconds: 7, bytes: 3, finished: true };
  recordings.settle(id, { failure: { code: "provider_unreachable", detail: "ECONNREFUSED" } });
  expect(open().list()).toEqual([{ ...kept, failure: { code: "provider_unreachable", detail: "ECONNREFUSED" } }]);
  recordings.settle(id, { text: "Hello" });
  expect(open().list()).toEqual([{ ...kept, text: "Hello" }]);
  recordings.settle(id, undefined);
  expect(open().list()).toEqual([kept]);
});

test("a start drops what has no sound, adopts sound without a row, and leaves every other file alone", async () => {
  const { id, file } = await started();
  const orphan = newId();
  mkdirSync(join(folder, "folder"));
  for (const name of [`${orphan}.m4a`, "notes.txt", `${orphan.toUpperCase()}.webm`, `${orphan}.exe`, "..webm"])
    writeFileSync(join(folder, name), "sound");
  const list = open().list();
  expect(list.map(({ startedAt: _at, milliseconds: _ms, ...recording }) => recording)).toEqual([
    { id: orphan, draftKey: "", type: "audio/mp4", bytes: 5, finished: false },
  ]);
  expect([existsSync(file), readdirSync(folder).length, open().find(id)]).toEqual([false, 6, undefined]);
});

test("a deleted recording leaves neither file nor row, and may be deleted again", async () => {
  const { recordings, id } = await started();
  await recordings.append(id, 0, Buffer.from("abc"));
  await recordings.delete(id);
  await recordings.delete(id);
  expect([readdirSync(folder), recordings.list()]).toEqual([[], []]);
});

test("no id leads out of the folder or to a device", () => {
  const hostile = [
    "../../etc/passwd",
    "..",
    "",
    "CON",
    "a/b",
    `${randomUUID()}/..`,
    randomUUID().toUpperCase(),
    `${randomUUID()}\n`,
    "x".repeat(5000),
  ];
  expect(hostile.filter((id) => RecordingId.safeParse(id).success)).toEqual([]);
});
