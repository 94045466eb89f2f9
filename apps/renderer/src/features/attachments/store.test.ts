import { BlobId, type Image } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { until } from "../../testing/scriptedHost.ts";
import { createAttachments } from "./store.ts";

const image = (name: string): Image => ({ blob: BlobId.parse("a".repeat(64)), name, type: "image/png" });
const file = (name: string, size = 3) => new File([new Uint8Array(size)], name, { type: "image/png" });

/** A host that keeps what it is given, unless it is told not to. */
function bench() {
  let ids = 0;
  const asked: string[] = [];
  const left: number[] = [];
  const refused = new Set(["broken.png"]);
  const attachments = createAttachments({
    keepFile: async ({ name }) =>
      name === "own.ts"
        ? { kind: "project", path: "src/own.ts" }
        : { kind: "copy", file: { id: "b".repeat(32), name, size: 3 } },
    onProjectFile: (path) => asked.push(`name ${path}`),
    keepImage: async ({ name, content }) => {
      asked.push(`${name} ${content}`);
      if (refused.has(name)) throw new Error("no");
      return image(name);
    },
    read: async (each) => {
      if (each.name === "gone.png") throw new Error("NotFoundError");
      return btoa(String.fromCharCode(...new Uint8Array(await each.arrayBuffer())));
    },
    onTooMany: (count) => left.push(count),
    newId: () => `k${(ids += 1)}`,
  });
  const settled = () => until(attachments.store, (list) => list.every(({ state }) => state !== "adding"));
  const shown = () => attachments.store.getState().map(({ state, name }) => `${state} ${name}`);
  return { ...attachments, asked, left, refused, settled, shown };
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

test("one that cannot be kept says why and stays in sight; one that is removed does not go", async () => {
  const on = bench();
  on.add([file("broken.png"), file("gone.png"), file("large.png", (20 << 20) + 1), file("a.png"), file("b.png")]);
  const list = await on.settled();
  on.remove(list[4]?.key ?? "");
  expect({
    states: list.map((each) => (each.state === "failed" ? `${each.failure.code} ${each.canRetry}` : each.state)),
    asked: on.asked.length,
    taken: on.holder.take(),
    left: on.shown(),
  }).toEqual({
    states: ["internal true", "path_not_found false", "file_too_large false", "image", "image"],
    asked: 3,
    taken: { images: [image("a.png")] },
    left: ["failed broken.png", "failed gone.png", "failed large.png"],
  });
});

test("what failed is tried again, and a message waits for what is on its way", async () => {
  const on = bench();
  on.add([file("broken.png")]);
  const first = await on.holder.arrived();
  on.refused.clear();
  on.retry(on.store.getState()[0]?.key ?? "");
  const second = on.holder.arrived();
  const meanwhile = on.shown();
  expect([first, meanwhile, await second, on.holder.take(), await on.holder.arrived()]).toEqual([
    false,
    ["adding broken.png"],
    true,
    { images: [image("broken.png")] },
    true,
  ]);
});

test("what the host has is kept until its message is sent, and comes back once, however often it is restored", async () => {
  const on = bench();
  on.add([file("a.png")]);
  await on.settled();
  const before = on.written();
  const taken = on.holder.take();
  on.restore(on.written());
  const away = [on.written() === before, on.shown()];
  on.holder.giveBack(taken);
  on.restore(before);
  const back = on.shown();
  on.holder.take();
  on.holder.sent();
  const next = bench();
  next.add([file("b.png")]);
  next.restore(before);
  next.restore("{ nonsense");
  await next.settled();
  expect({ away, back, sent: on.written(), next: next.shown() }).toEqual({
    away: [true, []],
    back: ["image a.png"],
    sent: "",
    // The scripted host gives all pictures one id.
    next: ["image a.png", "image b.png"],
  });
});

test("another window's change is shown here, beside what is on its way", async () => {
  const [one, two] = [bench(), bench()];
  one.add([file("a.png")]);
  await one.settled();
  two.add([file("broken.png")]);
  await two.settled();
  two.replace(one.written());
  const shown = two.shown();
  two.replace("");
  expect([shown, two.shown()]).toEqual([["image a.png", "failed broken.png"], ["failed broken.png"]]);
});

test("no more go along than a message may hold, and the person hears of the rest", async () => {
  const on = bench();
  on.add(Array.from({ length: 25 }, (_, n) => file(`${n}.png`)));
  await on.settled();
  on.add([file("one more.png")]);
  expect([on.shown().length, on.left]).toEqual([20, [5, 1]]);
});

test("a file from outside goes along as a copy, one of the project is named instead", async () => {
  const on = bench();
  const plain = (name: string) => new File(["abc"], name, { type: "text/plain" });
  on.add([plain("notes.txt"), plain("own.ts"), file("a.png")]);
  await on.settled();
  const again = bench();
  again.restore(on.written());
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
