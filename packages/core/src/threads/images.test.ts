import { rmSync } from "node:fs";
import { join } from "node:path";
import { BlobId, type Image, type ThreadId } from "@flightdeck/contract";
import { answer, broken, call, say, temporaryRepository } from "@flightdeck/testkit";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const part = { type: "input_image", image_url: `data:image/png;base64,${png.toString("base64")}`, detail: "auto" };
const words = (text: string) => ({ type: "input_text", text });

const begin = async (on: TestCore, path: string, text: string, images: readonly Image[]): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  const workspace = { kind: "local" } as const;
  return on.core.threads.create({ projectId: project.id, workspace, text, images: [...images] });
};

/** What of the person's messages each request carried. */
const sent = (on: TestCore) =>
  on.model.requests.map(({ body }) =>
    body.input.flatMap((item) =>
      "role" in item && item.role === "user" && Array.isArray(item.content) && !JSON.stringify(item).includes("<")
        ? [item.content]
        : [],
    ),
  );

const stored = (home: string): string => {
  const db = new Database(join(home, "flightdeck.db"), { readonly: true });
  const rows = db
    .prepare<[], { json: string }>("SELECT json FROM thread_events UNION ALL SELECT json FROM prompt_items")
    .all();
  db.close();
  return rows.map(({ json }) => json).join("\n");
};

test("pictures go with the first message, a queued one and the agent's own look, and no bytes of them are in the log", async () => {
  await using repo = await temporaryRepository({ files: { "shot.png": png } });
  await using on = await testCore();
  const image = await on.core.images.add("shot.png", png);
  on.model.script([
    broken(answer(say("Wait.")), "stall", "text"),
    answer(call("view_image", { path: "shot.png" })),
    answer(say("I see it.")),
  ]);
  const threadId = await begin(on, repo.path, "Look", [image]);
  await on.model.requested(1);
  expect(on.core.threads.send(threadId, { id: messageId(), text: "And this", images: [image] })).toBe("queue");
  on.model.release();
  const thread = await on.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.outcome === "completed");
  const output = on.model.requests[2]?.body.input.find(({ type }) => type === "function_call_output");
  const first = [words("Look"), part];
  const second = [words("And this"), part];
  expect({
    shown: thread.turns.map(({ items }) =>
      items.flatMap((item) => (item.type === "user_message" ? [item.images] : [])),
    ),
    sent: sent(on),
    looked: output,
    inLog: stored(on.home).includes(png.toString("base64").slice(0, 40)),
  }).toEqual({
    shown: [[[image]], [[image]]],
    sent: [[first], [first, second], [first, second]],
    looked: { type: "function_call_output", call_id: expect.any(String), output: [part] },
    inLog: false,
  });
});

test("a picture whose file is gone is a note for the model, not a failure", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const image = await on.core.images.add("shot.png", png);
  rmSync(join(on.home, "blobs", image.blob.slice(0, 2), image.blob));
  const threadId = await begin(on, repo.path, "Look", [image, { ...image, blob: BlobId.parse("c".repeat(64)) }]);
  const thread = await on.status(threadId, "idle");
  const gone = words("[An image was here; its file is no longer kept.]");
  expect([thread.turns[0]?.outcome, sent(on)]).toEqual(["completed", [[[words("Look"), gone, gone]]]]);
});

test("pictures go without words, files say that they do, and both give a thread its name", async () => {
  await using repo = await temporaryRepository({});
  await using on = await testCore();
  const image = await on.core.images.add("shot.png", png);
  on.model.script([answer(say("I see it.")), answer(say("I read it."))]);
  const first = await begin(on, repo.path, "", [image]);
  await on.status(first, "idle");
  const { project } = await on.core.projects.locate(repo.path);
  const file = { id: "a".repeat(32), name: "notes.txt", size: 3 };
  const along = { text: "", attachments: [file] };
  const second = await on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, ...along });
  await on.status(second, "idle");
  expect([sent(on), [first, second].map((id) => on.core.threads.title(id))]).toEqual([
    [[[part]], [[words("(This message has no words. It is what is attached to it.)")]]],
    ["shot.png", "notes.txt"],
  ]);
});
