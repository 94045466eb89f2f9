import { type Diff, type DiffFile, type FilePatch, type LandingCheck, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Client, Connection } from "../../client.ts";
import { createReview, nextPiece, type Review, type ReviewStore } from "./store.ts";

const threadId = ThreadId.parse("t1");
const file = (path: string, lines = 1, version = "1"): DiffFile => ({
  path,
  kind: "modified",
  additions: lines,
  deletions: 0,
  binary: false,
  version,
});
const patch = (body: string) => `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+${body}\n`;
const diff = (fingerprint: string, files: readonly DiffFile[]): Diff => ({
  scope: { kind: "branch" },
  against: "main",
  fingerprint,
  files,
  additions: 0,
  deletions: 0,
});

/** A folder that changes when told, and a host that answers from it. */
class Folder {
  fingerprint = "one";
  files = new Map<string, string>();
  asked: (readonly string[])[] = [];
  looks = 0;
  /** Runs while patches are on their way. */
  meanwhile: (() => Promise<unknown>) | undefined;
  #wake = () => {};
  #revision = 0;

  change(fingerprint: string, files: Readonly<Record<string, string>>): void {
    this.fingerprint = fingerprint;
    this.files = new Map(Object.entries(files));
    this.#revision += 1;
    this.#wake();
  }

  client(): Client {
    const client = {
      review: {
        diff: async () => {
          this.looks += 1;
          return diff(
            this.fingerprint,
            [...this.files].map(([path, body]) => file(path, 1, body)),
          );
        },
        patches: async ({ paths }: { readonly paths: readonly string[] }): Promise<readonly FilePatch[]> => {
          this.asked.push(paths);
          const answer = paths.map((path) => {
            const version = this.files.get(path) ?? "";
            return { path, patch: patch(version), version };
          });
          await this.meanwhile?.();
          this.meanwhile = undefined;
          return answer;
        },
        watch: async (_: unknown, { signal }: { readonly signal: AbortSignal }) => this.#revisions(signal),
      },
      landing: { check: async () => ({ state: "ready" }) as LandingCheck },
    };
    return client as unknown as Client; // the review asks for nothing else
  }

  async *#revisions(signal: AbortSignal): AsyncGenerator<{ readonly revision: number }> {
    yield { revision: this.#revision };
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve());
      });
      yield { revision: this.#revision };
    }
  }
}

async function reviewOf(folder: Folder, look: (store: ReviewStore) => Promise<void>): Promise<void> {
  const life = new AbortController();
  const connection = createStore<Connection>(() => ({ state: "open", epoch: 1 }));
  const store = createReview({ client: folder.client(), connection, threadId, scope: { kind: "branch" } });
  store.run(life.signal);
  try {
    await look(store);
  } finally {
    life.abort();
  }
}

const until = (store: ReviewStore, holds: (review: Review) => boolean): Promise<Review> =>
  new Promise((resolve) => {
    const look = () => {
      if (!holds(store.getState())) return;
      unsubscribe();
      resolve(store.getState());
    };
    const unsubscribe = store.subscribe(look);
    look();
  });

const added = (review: Review, path: string) => review.patches.get(path)?.diff.additionLines.join("");

test("patches that could not be read are asked for again with the next look, though the diff is the same", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A" });
  await reviewOf(folder, async (store) => {
    folder.meanwhile = () => Promise.reject(new Error("lost"));
    await until(store, ({ diff: now }) => now !== undefined);
    store.want(["a.ts"]);
    await until(store, ({ failure }) => failure !== undefined);
    folder.meanwhile = undefined;
    store.refresh();
    const review = await until(store, ({ patches }) => patches.size > 0);
    expect([added(review, "a.ts"), review.failure]).toEqual(["A\n", undefined]);
  });
});

test("patches come for what is looked at, and only once", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A", "b.ts": "B" });
  await reviewOf(folder, async (store) => {
    await until(store, ({ diff }) => diff !== undefined);
    store.want(["a.ts"]);
    store.want(["a.ts"]);
    const review = await until(store, ({ patches }) => patches.size === 1);
    expect([added(review, "a.ts"), folder.asked]).toEqual(["A\n", [["a.ts"]]]);
  });
});

test("after a change only what is different is another, and what is gone is gone", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A", "b.ts": "B", "c.ts": "C" });
  await reviewOf(folder, async (store) => {
    await until(store, ({ diff }) => diff !== undefined);
    store.want(["a.ts", "b.ts", "c.ts"]);
    const before = await until(store, ({ patches }) => patches.size === 3);
    folder.change("two", { "a.ts": "A", "b.ts": "B2" });
    const after = await until(store, (review) => added(review, "b.ts") === "B2\n");
    expect(after.patches.get("a.ts")).toBe(before.patches.get("a.ts"));
    expect([...after.patches.keys()]).toEqual(["a.ts", "b.ts"]);
  });
});

test("a patch that was read while the folder changed is read again", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A" });
  await reviewOf(folder, async (store) => {
    await until(store, ({ diff }) => diff?.fingerprint === "one");
    folder.meanwhile = () => {
      folder.change("two", { "a.ts": "A2" });
      return until(store, ({ diff }) => diff?.fingerprint === "two");
    };
    store.want(["a.ts"]);
    const review = await until(store, (now) => added(now, "a.ts") === "A2\n");
    expect(review.diff?.fingerprint).toBe("two");
  });
});

test("a request holds what fits: a large file alone, small ones together, each whole one alone", () => {
  const files = [file("small.ts", 10), file("large.ts", 9000), file("other.ts", 10), file("third.ts", 20)];
  const isWanted = ({ path }: DiffFile) => path !== "third.ts";
  const all = files.map(({ path }) => path);
  const piece = (wanted: readonly string[], whole: readonly string[] = []) =>
    nextPiece(diff("one", files), wanted, isWanted, new Set(whole)).map(({ path }) => path);
  expect([
    piece(all),
    piece(all.slice(1)),
    piece(["other.ts", "gone.ts", "third.ts", "small.ts", "other.ts"]),
    piece(["third.ts"]),
    piece(["other.ts", "small.ts"], ["small.ts"]),
    piece(["small.ts", "other.ts"], ["small.ts"]),
  ]).toEqual([["small.ts"], ["large.ts"], ["other.ts", "small.ts"], [], ["other.ts"], ["small.ts"]]);
});

test("a folder that changes all the time is looked at again only when a look is done", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A" });
  await reviewOf(folder, async (store) => {
    await until(store, ({ diff }) => diff?.fingerprint === "one");
    for (let time = 0; time < 20; time += 1) folder.change(`more ${time}`, { "a.ts": `A${time}` });
    store.refresh();
    await until(store, ({ diff }) => diff?.fingerprint === "more 19");
    expect(folder.looks).toBeLessThan(6);
  });
});

test("what is shown stays while the same files are read without spaces", async () => {
  const folder = new Folder();
  folder.change("one", { "a.ts": "A" });
  await reviewOf(folder, async (store) => {
    await until(store, ({ diff }) => diff !== undefined);
    store.want(["a.ts"]);
    await until(store, ({ patches }) => patches.size === 1);
    const seen: boolean[] = [];
    store.subscribe(() => seen.push(store.getState().diff !== undefined && store.getState().patches.size === 1));
    store.setIgnoreSpace(true);
    const review = await until(store, ({ patches }) => patches.get("a.ts")?.of.endsWith(" without space") === true);
    expect([review.ignoreSpace, seen.every(Boolean), folder.asked]).toEqual([true, true, [["a.ts"], ["a.ts"]]]);
  });
});
