import { BlobId, type Image } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { until } from "../../testing/scriptedHost.ts";
import { createAttachments } from "./store.ts";

const image = (name: string): Image => ({ blob: BlobId.parse("a".repeat(64)), name, type: "image/png" });
const file = (name: string, size = 3) => new File([new Uint8Array(size)], name, { type: "image/png" });

function bench(kept = new Map<string, string>()) {
  let ids = 0;
  const asked: string[] = [];
  const attachments = createAttachments({
    draftKey: "t1",
    keepFile: async ({ name }) =>
      name === "own.ts"
        ? { kind: "project", path: "src/own.ts" }
        : { kind: "copy", file: { id: "b".repeat(32), name, size: 3 } },
    onProjectFile: (path) => asked.push(`name ${path}`),
    keepImage: async ({ name, content }) => {
      asked.push(`${name} ${content}`);
      if (name === "broken.png") throw new Error("no");
      return image(name);
    },
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    newId: () => `k${(ids += 1)}`,
  });
  const settled = () => until(attachments.store, (list) => list.every(({ state }) => state !== "adding"));
  return { ...attachments, asked, kept, settled };
}

test("pictures go to the host at once, with the next message, and come back when that fails", async () => {
  const on = bench();
  on.add([file("a.png"), file("b.png")]);
  const adding = on.store.getState().map(({ state }) => state);
  await on.settled();
  const taken = on.holder.take();
  const left = on.store.getState();
  on.holder.giveBack(taken);
  expect({ adding, asked: on.asked, taken, left, again: on.holder.take(), empty: on.holder.take() }).toEqual({
    adding: ["adding", "adding"],
    asked: ["a.png AAAA", "b.png AAAA"],
    taken: { images: [image("a.png"), image("b.png")] },
    left: [],
    again: taken,
    empty: {},
  });
});

test("one that cannot be kept says why and does not go; one that is removed neither", async () => {
  const on = bench();
  on.add([file("broken.png"), file("large.png", (20 << 20) + 1), file("a.png"), file("b.png")]);
  const list = await on.settled();
  on.remove(list[3]?.key ?? "");
  expect({ states: list.map(({ state }) => state), asked: on.asked.length, taken: on.holder.take() }).toEqual({
    states: ["failed", "failed", "image", "image"],
    asked: 3,
    taken: { images: [image("a.png")] },
  });
});

test("what the host has is there after the window was closed, and no more than a message may hold", async () => {
  const before = bench();
  before.add(Array.from({ length: 25 }, (_, n) => file(`${n}.png`)));
  await before.settled();
  const next = bench(before.kept);
  next.add([file("one more.png")]);
  expect(next.store.getState().map(({ state, name }) => `${state} ${name}`)).toEqual(
    Array.from({ length: 20 }, (_, n) => `image ${n}.png`),
  );
});

test("a file from outside goes along as a copy, one of the project is named instead", async () => {
  const on = bench();
  const plain = (name: string) => new File(["abc"], name, { type: "text/plain" });
  on.add([plain("notes.txt"), plain("own.ts"), file("a.png")]);
  await on.settled();
  const again = bench(on.kept);
  const attachments = [{ id: "b".repeat(32), name: "notes.txt", size: 3 }];
  expect({
    asked: on.asked.toSorted(),
    left: again.store.getState().map(({ name }) => name),
    taken: again.holder.take(),
  }).toEqual({
    asked: ["a.png AAAA", "name src/own.ts"],
    left: ["a.png", "notes.txt"],
    taken: { images: [image("a.png")], attachments },
  });
});
