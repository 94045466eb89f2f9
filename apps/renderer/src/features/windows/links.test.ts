import { ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { linkIn, linkTo } from "./links.ts";

test("a page's address may name a thread, or propose a new one", () => {
  expect(["#thread=t1", "#token=x&thread=t1", "#new", "#new&prompt=Fix%20it&path=/repo"].map(linkIn)).toEqual([
    { to: "thread", threadId: ThreadId.parse("t1") },
    { to: "thread", threadId: ThreadId.parse("t1") },
    { to: "new", draft: {} },
    { to: "new", draft: { prompt: "Fix it", path: "/repo" } },
  ]);
});

test("a link that is not followed has its reason, and an address without a link has none", () => {
  const hidden = `#new&prompt=${encodeURIComponent("safe\u202egnp")}`;
  const long = `#new&prompt=${"x".repeat(8_001)}`;
  const refused = ["#thread=../x", "#thread=", hidden, long, "#new&path=%00", "#new&token=x&send=true"].map(linkIn);
  expect(refused).toEqual(
    ["thread", "thread", "hidden_characters", "too_long", "hidden_characters", "unknown"].map((why) => ({
      to: "nothing",
      why,
    })),
  );
  expect(["", "#", "#token=x"].map(linkIn)).toEqual([undefined, undefined, undefined]);
});

test("the link to a thread leads back to it", () => {
  const thread = ThreadId.parse("t1");
  const place = new URL("http://127.0.0.1:4100/?window=w2#x");
  expect(linkTo(thread, true, place)).toBe("flightdeck://thread/t1");
  expect(linkTo(thread, false, place)).toBe("http://127.0.0.1:4100/#thread=t1");
  expect(linkIn(new URL(linkTo(thread, false, place)).hash)).toEqual({ to: "thread", threadId: thread });
});
