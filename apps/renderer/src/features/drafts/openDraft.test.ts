import { expect, onTestFinished, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { type Connection, ConnectionLost } from "../../client.ts";
import { loadDraft, openDraft } from "./openDraft.ts";

test("a draft that no host could tell is asked for again when there is one", async () => {
  const connection = createStore<Connection>(() => ({ state: "lost", epoch: 1, since: 0 }));
  let asked = 0;
  const load = async () => {
    asked += 1;
    if (connection.getState().state !== "open") throw new ConnectionLost();
    return "half a thought";
  };
  const loaded = loadDraft({ load }, connection, new AbortController().signal);
  await Promise.resolve();
  connection.setState({ state: "open", epoch: 2 }, true);
  expect([await loaded, asked]).toEqual(["half a thought", 2]);
});

test("a box that goes stops asking, and another failure is not tried again", async () => {
  const connection = createStore<Connection>(() => ({ state: "lost", epoch: 1, since: 0 }));
  const life = new AbortController();
  const gone = loadDraft({ load: () => Promise.reject(new ConnectionLost()) }, connection, life.signal);
  const refused = loadDraft({ load: () => Promise.reject(new TypeError("no")) }, connection, life.signal);
  await expect(refused).rejects.toThrow("no");
  life.abort(new Error("gone"));
  await expect(gone).rejects.toThrow("gone");
});

test("what is emptied when its box is gone already is saved all the same", async () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  vi.stubGlobal("window", Object.assign(new EventTarget(), { localStorage: storage }));
  const saved: string[] = [];
  const threads = {
    saveDraft: async ({ text }: { text: string }) => void saved.push(text),
    draft: async () => ({ text: "" }),
  };
  const draft = openDraft({ threads } as unknown as Parameters<typeof openDraft>[0], "new"); // what it asks for alone
  draft.change("half a thought");
  draft.close();
  draft.change("");
  draft.flush();
  expect(saved).toEqual(["half a thought", ""]);
});
