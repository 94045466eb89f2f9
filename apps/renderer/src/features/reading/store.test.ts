import { type ChangeReading, type Diff, type DiffScope, type Reading, ThreadId } from "@flightdeck/contract";
import { expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Client, Connection } from "../../client.ts";
import type { Review, ReviewStore } from "../review/store.ts";
import { createReadingStore } from "./store.ts";

const threadId = ThreadId.parse("t1");
const change = (key: string, line: number): ChangeReading => ({
  key,
  oldStart: line,
  oldLines: 1,
  newStart: line,
  newLines: 1,
  read: false,
  fresh: false,
});

/** A host that keeps what is marked, and the review of two files: `a` with two hunks and `b` with one. */
function fixture() {
  const read = new Set<string>();
  const asked: string[] = [];
  const hunks: Readonly<Record<string, readonly (readonly ChangeReading[])[]>> = {
    a: [[change("a1", 5)], [change("a2", 50)]],
    b: [[change("b1", 5)]],
  };
  let wake = () => {};
  let refuse = false;
  const now = (path: string) =>
    (hunks[path] ?? []).map((hunk) => hunk.map((each) => ({ ...each, read: read.has(each.key) })));
  const count = (): Reading => {
    const files = Object.keys(hunks).map((path) => {
      const all = now(path);
      return { path, hunks: all.length, read: all.filter((hunk) => hunk.every((each) => each.read)).length, fresh: 0 };
    });
    const sum = (key: "hunks" | "read"): number => files.reduce((total, file) => total + file[key], 0);
    return { fingerprint: "one", files, hunks: sum("hunks"), read: sum("read"), fresh: 0 };
  };
  const client = {
    reading: {
      count: async () => {
        asked.push("count");
        return count();
      },
      changes: async ({ paths }: { readonly paths: readonly string[] }) => {
        asked.push(`changes ${paths.join(" ")}`);
        return { fingerprint: "one", files: paths.map((path) => ({ path, hunks: now(path) })) };
      },
      mark: async ({ what }: { readonly what: { readonly keys: readonly string[] } }) => {
        if (refuse) throw new Error("no");
        for (const key of what.keys) read.add(key);
        wake();
      },
      watch: async function* (_: unknown, { signal }: { readonly signal: AbortSignal }) {
        for (let revision = 0; !signal.aborted; revision += 1) {
          asked.push("watch");
          yield { revision };
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener("abort", () => resolve());
          });
        }
      },
    },
  } as unknown as Client; // what the store calls of it
  const connection = createStore<Connection>(() => ({ state: "open", epoch: 1 }) as Connection);
  const scope: DiffScope = { kind: "branch" };
  const files = ["a", "b"].map(
    (path) => ({ path, kind: "modified", additions: 1, deletions: 1, binary: false, version: "1" }) as const,
  );
  const diff = { scope, against: "main", fingerprint: "one", files, additions: 2, deletions: 2 } as unknown as Diff;
  const state = createStore<Pick<Review, "scope" | "diff" | "settled">>(() => ({ scope, diff, settled: false }));
  const review = {
    getState: state.getState,
    subscribe: state.subscribe,
    check: () => asked.push("check"),
    refresh: () => asked.push("refresh"),
  } as unknown as ReviewStore; // what the store calls of it
  const store = createReadingStore({ client, connection, threadId, review });
  const life = new AbortController();
  store.run(life.signal);
  return {
    store,
    asked,
    files,
    showLines: () => state.setState({ settled: true }),
    refuse: () => {
      refuse = true;
    },
    [Symbol.dispose]: () => life.abort(),
  };
}

test("nothing is counted or checked before the first lines are there", async () => {
  using at = fixture();
  await vi.waitFor(() => expect(at.asked).toEqual(["watch"]));
  at.showLines();
  await vi.waitFor(() => expect(at.store.getState().count?.hunks).toBe(3));
});

test("only files in view are asked about, and a mark shows at once", async () => {
  using at = fixture();
  at.showLines();
  const leave = at.store.want("a");
  await vi.waitFor(() => expect(at.store.getState().changes.get("a")?.hunks.length).toBe(2));
  expect(at.asked.filter((each) => each.startsWith("changes"))).toEqual(["changes a"]);
  const marked = at.store.mark({ path: "a", keys: ["a1"] }, true);
  expect(at.store.getState().files.get("a")).toEqual({ path: "a", hunks: 2, read: 1, fresh: 0 });
  expect(at.store.getState().count?.read).toBe(1);
  await marked;
  leave();
});

test("the next unread hunk is found behind where one is, and from the top again", async () => {
  using at = fixture();
  at.showLines();
  await vi.waitFor(() => expect(at.store.getState().count?.hunks).toBe(3));
  const first = await at.store.next(undefined, at.files);
  const second = await at.store.next(first?.stretch, at.files);
  const third = await at.store.next(second?.stretch, at.files);
  const again = await at.store.next(third?.stretch, at.files);
  expect([first, second, third, again].map((one) => [one?.stretch.path, one?.point?.line])).toEqual([
    ["a", 5],
    ["a", 50],
    ["b", 5],
    ["a", 5],
  ]);
});

test("a mark that the host refuses is said, and everything looked at again", async () => {
  using at = fixture();
  at.showLines();
  await vi.waitFor(() => expect(at.store.getState().count?.hunks).toBe(3));
  at.refuse();
  await at.store.mark({ path: "b", keys: ["b1"] }, true);
  expect(at.store.getState().failure).toBeDefined();
  expect(at.asked).toContain("refresh");
  await vi.waitFor(() => expect(at.store.getState().files.get("b")?.read).toBe(0));
});
