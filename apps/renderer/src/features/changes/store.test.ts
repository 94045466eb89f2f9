import { type ChangesRequest, type Revert, RevertId, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Client } from "../../client.ts";
import type { Review, ReviewStore } from "../review/store.ts";
import { createChangesStore } from "./store.ts";

/** A review's changes over a host that answers when told to. */
function window_() {
  const asked: { readonly name: string; readonly answer: (error?: Error) => void }[] = [];
  const failures: unknown[] = [];
  let refreshed = 0;
  const method =
    <Answer>(act: string, answer: Answer) =>
    ({ files }: Pick<ChangesRequest, "files">) =>
      new Promise<Answer>((resolve, reject) =>
        asked.push({
          name: `${act} ${files === "all" ? files : files.map(({ path }) => path).join()}`,
          answer: (error) => (error === undefined ? resolve(answer) : reject(error)),
        }),
      );
  const revert: Revert = { id: RevertId.parse("r1"), at: 1, path: "a", lines: 1, files: 1, leftOut: [] };
  const changes = { stage: method("stage", {}), revert: method("revert", revert), reverts: async () => [] };
  const state = createStore<Partial<Review>>(() => ({
    scope: { kind: "uncommitted" },
    diff: { scope: { kind: "uncommitted" }, against: "HEAD", fingerprint: "f", files: [], additions: 0, deletions: 0 },
    patches: new Map(),
    ignoreSpace: false,
    settled: true,
  }));
  const review = { getState: state.getState, subscribe: state.subscribe, refresh: () => (refreshed += 1) };
  const store = createChangesStore({
    // The methods that are called here, of the many that a client has.
    client: { changes } as unknown as Client,
    threadId: ThreadId.parse("t1"),
    review: review as unknown as ReviewStore, // as above
    failed: (error) => failures.push(error),
    now: () => 2,
  });
  return { store, asked, failures, refreshes: () => refreshed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("what is asked for while something is done is done next, and what fails keeps nothing else back", async () => {
  const { store, asked, failures, refreshes } = window_();
  store.act("stage", [{ path: "a" }]);
  store.act("stage", [{ path: "b" }]);
  store.act("revert", [{ path: "c" }]);
  await settled();
  const first = asked.map(({ name }) => name);
  asked[0]?.answer(new Error("no"));
  await settled();
  asked[1]?.answer();
  await settled();
  const between = { busy: store.getState().busy, refreshes: refreshes() };
  asked[2]?.answer();
  await settled();
  expect({ first, all: asked.map(({ name }) => name), failures, between, after: store.getState().busy }).toEqual({
    first: ["stage a"],
    all: ["stage a", "stage b", "revert c"],
    failures: [new Error("no")],
    between: { busy: true, refreshes: 0 },
    after: false,
  });
  expect([store.getState().offered, refreshes()]).toEqual(["r1", 1]);
});

test("a second press asks for the same thing only once it is done", async () => {
  const { store, asked } = window_();
  store.act("stage", [{ path: "a" }]);
  store.act("stage", [{ path: "a" }]);
  await settled();
  asked[0]?.answer();
  await settled();
  store.act("stage", [{ path: "a" }]);
  await settled();
  expect(asked.map(({ name }) => name)).toEqual(["stage a", "stage a"]);
});
