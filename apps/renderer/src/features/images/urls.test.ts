import { BlobId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { until } from "../../testing/scriptedHost.ts";
import { createPictures } from "./urls.ts";

const png = btoa("\u0089PNG and so on");
const blobId = (name: string) => BlobId.parse(name.padStart(64, "0"));

/** Addresses as the page hands them out, with those that were not given back. */
function addresses() {
  const open = new Map<string, string>();
  let count = 0;
  return {
    open,
    createObjectURL(blob: Blob | MediaSource) {
      count += 1;
      open.set(`blob:${count}`, blob instanceof Blob ? blob.type : "");
      return `blob:${count}`;
    },
    revokeObjectURL: (url: string) => void open.delete(url),
  };
}

test("a picture is read once for all that show it", async () => {
  const urls = addresses();
  let reads = 0;
  const pictures = createPictures({ urls, read: async () => ((reads += 1), png) });
  const offs = [pictures.hold(blobId("a")), pictures.hold(blobId("a"))];
  const shown = await until(pictures.store(blobId("a")), ({ state }) => state === "ready");
  expect({ shown, reads, open: [...urls.open] }).toEqual({
    shown: { state: "ready", url: "blob:1" },
    reads: 1,
    open: [["blob:1", "image/png"]],
  });
  for (const off of offs) off();
  pictures.hold(blobId("a"));
  expect({ state: pictures.store(blobId("a")).getState(), reads }).toEqual({ state: shown, reads: 1 });
});

test("only the last pictures out of view keep their address", async () => {
  const urls = addresses();
  const pictures = createPictures({ urls, read: async () => png });
  for (let number = 0; number < 60; number += 1) {
    const id = blobId(number.toString(16));
    const off = pictures.hold(id);
    await until(pictures.store(id), ({ state }) => state === "ready");
    off();
    off();
  }
  expect(urls.open.size).toBe(24);
});

test("a picture that left before it came takes no address, and one that failed is tried again", async () => {
  const urls = addresses();
  const asked: AbortSignal[] = [];
  let answer: (content: string) => void = () => {};
  let refuse = true;
  const pictures = createPictures({
    urls,
    read: (_blobId, signal) => {
      asked.push(signal);
      if (refuse) return Promise.reject(new Error("gone"));
      return new Promise((resolve) => (answer = resolve));
    },
  });
  const off = pictures.hold(blobId("a"));
  await until(pictures.store(blobId("a")), ({ state }) => state === "failed");
  off();
  refuse = false;
  pictures.hold(blobId("a"))();
  answer(png);
  await Promise.resolve();
  expect({ reads: asked.length, aborted: asked[1]?.aborted, open: urls.open.size }).toEqual({
    reads: 2,
    aborted: true,
    open: 0,
  });
});
