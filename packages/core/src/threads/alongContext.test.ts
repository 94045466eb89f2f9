import { ThreadId, type ThreadRow } from "@flightdeck/contract";
import { answer, call, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, testCore } from "../testing/testCore.ts";
import { alongContext } from "./alongContext.ts";

const threadId = ThreadId.parse("thread_1");
const file = { id: "a".repeat(32), name: "notes.txt", size: 5 };
const texts = (items: ReturnType<typeof alongContext>) =>
  items.map((item) => ("content" in item && Array.isArray(item.content) ? item.content : []));
const row = { title: "Now", status: "running", branch: "fix", preview: "Reads" } as ThreadRow; // what is told of one

test("a thread is told by what its list shows, one that is gone by its title, a file by where its copy is", () => {
  const told = (found: ThreadRow | undefined) =>
    texts(
      alongContext(
        { threads: [{ threadId, title: "Then" }], attachments: [file] },
        { row: () => found, pathOf: ({ name }) => `/copies/${name}` },
      ),
    );
  const head = "The message names another thread of the person. This is what it is; its conversation is not at hand.";
  const files =
    "<attached_files>\nThe person attached files from outside of the project. These are copies: read them, they cannot be changed.\n- /copies/notes.txt (5 bytes)\n</attached_files>";
  const text = (words: string) => [{ type: "input_text", text: words }];
  expect([told(row)[0], told(row)[1], told(undefined)[1]]).toEqual([
    text(files),
    text(
      `<mentioned_thread>\n${head}\ntitle: Now\nid: thread_1\nstatus: running\nbranch: fix\nlast: Reads\n</mentioned_thread>`,
    ),
    text(`<mentioned_thread>\n${head}\ntitle: Then\nid: thread_1\nIt is gone.\n</mentioned_thread>`),
  ]);
});

test("the agent reads an attached file in its sandbox, and cannot change it", async () => {
  await using on = await testCore();
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  const project = await on.core.projects.open(repository.path, { init: false });
  const given = await on.core.attachments.give(
    { name: "notes.txt", bytes: Buffer.from("secret harbour") },
    { root: repository.path, named: async () => [] },
  );
  if (given.kind !== "copy") throw new Error("no copy");
  const path = on.core.attachments.pathOf(given.file);
  const other = await on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, title: "Other" });
  on.model.script([answer(call("exec_command", { cmd: `cat '${path}'; echo x > '${path}'` })), answer(say("Read."))]);
  const id = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    settings: { sandbox: "workspace-write", approval: "never" },
    text: "Read the notes",
    messageId: messageId(),
    attachments: [given.file],
    threads: [{ threadId: other, title: "Other" }],
  });
  const thread = await on.status(id, "idle");
  const said = thread.turns[0]?.items.find((item) => item.type === "user_message");
  const ran = thread.turns[0]?.items.find((item) => item.type === "command");
  expect(said).toMatchObject({ attachments: [given.file], threads: [{ threadId: other, title: "Other" }] });
  expect(ran?.output).toContain("secret harbour");
  expect(ran?.output).toMatch(/Read-only|denied/i);
  expect(JSON.stringify(on.model.requests[0]?.body.input)).toContain(path);
});

test("a message that was stopped before the model could read it brings its files with the next one", async () => {
  await using on = await testCore();
  await using repository = await temporaryRepository({ files: { "a.ts": "1" } });
  const project = await on.core.projects.open(repository.path, { init: false });
  const workspace = { kind: "local" } as const;
  const id = await on.core.threads.create({ projectId: project.id, workspace, text: "", attachments: [file] });
  on.core.threads.interrupt(id);
  await on.status(id, "interrupted");
  expect(on.model.requests).toEqual([]);
  on.model.script([answer(say("Read."))]);
  on.core.threads.send(id, { id: messageId(), text: "Go on" });
  await on.status(id, "idle");
  const input = on.model.requests[0]?.body.input.map((item) => JSON.stringify(item)) ?? [];
  const at = ["is what is attached", on.core.attachments.pathOf(file), "Go on"].map((words) =>
    input.findIndex((item) => item.includes(words)),
  );
  expect([at, at.includes(-1)]).toEqual([at.toSorted((a, b) => a - b), false]);
});
