import { ItemId, type LoggedEvent, TurnId } from "@flightdeck/contract";
import { addFilePatch, answer, call, patch, reason, say as words, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { testCore } from "../../testing/testCore.ts";
import { begin, say } from "./testing/work.ts";

const times = { status: "completed", startedAt: 0, endedAt: 0 } as const;

test("Markdown has every kind of thing that was said and done, and nothing of it breaks out of its place", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(
      reason("**Thinking** about it"),
      words("Here goes:"),
      call("exec_command", { cmd: "printf '```\\nend\\n'" }),
      patch(addFilePatch("b.txt", "b")),
    ),
    answer(words("Done.")),
  ]);
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "Do `it`\n# now" });
  await on.core.threads.idle();
  const { text, fileName } = await on.core.threads.history.export({ threadId, format: "markdown" });
  const shown = text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "TIME").replaceAll(repo.path, "FOLDER");
  expect([fileName, shown.replace(/- Model .*|, [\w.-]+\*$/gm, "").replace(/- Tokens: .*/, "")]).toEqual([
    "do-it.md",
    [
      "# Do `it`",
      "- Started TIME UTC\n\n- Folder `FOLDER`\n",
      "---",
      "*TIME UTC",
      "## Message",
      "Do `it`\n# now",
      "> **Thinking** about it",
      "Here goes:",
      "**Command**",
      "````sh\nprintf '```\\nend\\n'\n````",
      "````\n```\nend\n````",
      "**Added `b.txt`** +1 −0",
      "```diff\n@@ -0,0 +1,1 @@\n+b\n```",
      "Done.\n",
    ].join("\n\n"),
  ]);
});

test("JSON is the whole log with a version, whatever is in memory, and no secret leaves with it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(() => answer(words("Yes.")));
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" }, text: "../ü: <b>/*" });
  await on.core.threads.idle();
  const open = on.core.threads.load(threadId);
  const field = { header: "Key", question: "Which key?", options: [], freeText: true };
  const turnId = open.thread.turns[0]?.id ?? TurnId.parse("none");
  const fields = [
    { ...field, id: "key", secret: true },
    { ...field, id: "name", secret: false },
  ];
  const item = {
    type: "question",
    id: ItemId.parse("q"),
    fields,
    answers: { key: "hunter2", name: "Ada" },
    ...times,
  } as const;
  open.commit([{ type: "item.completed", turnId, item, at: 0 }]);
  for (let n = 0; n < 3; n += 1) await say(on, threadId, `More ${n}`);
  const { fileName, text } = await on.core.threads.history.export({ threadId, format: "json" });
  const whole = JSON.parse(text) as { format: string; version: number; events: LoggedEvent[] };
  const markdown = (await on.core.threads.history.export({ threadId, format: "markdown" })).text;
  expect({
    fileName,
    head: [whole.format, whole.version, whole.events.map(({ seq }) => seq)],
    secret: [text.includes("hunter2"), markdown.includes("hunter2"), text.includes("Ada"), markdown.includes("> Ada")],
  }).toEqual({
    fileName: "u-b.json",
    head: ["flightdeck-thread", 1, Array.from({ length: on.core.threads.load(threadId).seq }, (_, n) => n + 1)],
    secret: [false, false, true, true],
  });
});

test("a thread without a name that a file could have is exported as a thread", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const threadId = await begin(on, repo.path, { workspace: { kind: "local" } });
  on.core.threads.rename(threadId, "///…");
  expect((await on.core.threads.history.export({ threadId, format: "markdown" })).fileName).toBe("thread.md");
});
