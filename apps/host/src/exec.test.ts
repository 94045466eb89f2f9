import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answer, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { flightdeck } from "./testing/command.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A home, a repository and a model; `run` is exec with them. */
async function bench() {
  const home = await temporaryFolder();
  const repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  const model = await startModelServer();
  return {
    repo,
    model,
    run: (...args: readonly string[]) =>
      flightdeck(["exec", "--home", home.path, "--cwd", repo.path, ...args], {
        env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" },
      }).finished,
    file: (name: string, content: string | Buffer): string => {
      const path = join(home.path, name);
      writeFileSync(path, content);
      return path;
    },
    [Symbol.asyncDispose]: async () => {
      await model.close();
      await repo[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const threadIn = (stderr: string): string => /Thread (\S+)/.exec(stderr)?.[1] ?? "";
const turnsIn = (stdout: string): readonly string[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; turnId?: string })
    .flatMap(({ type, turnId }) => (type === "turn.started" && turnId !== undefined ? [turnId] : []));

const proposal = answer(
  call("propose_plan", { title: "Add a test", text: "Write it first.", steps: ["Write the test", "Run it"] }),
);

test("exec --plan prints the plan and how to have it done; going on without --plan does it", async () => {
  await using on = await bench();
  on.model.script([proposal, answer(say("Done."))]);
  const planned = await on.run("--plan", "Test it");
  const threadId = threadIn(planned.stderr);
  const done = await on.run("--resume", threadId, "Do it");
  expect({
    codes: [planned.code, done.code],
    plan: planned.stdout,
    how: planned.stderr.includes(`flightdeck exec --resume ${threadId}`),
    said: done.stdout,
    told: on.model.requests.map(({ body }) => JSON.stringify(body.input).includes("Plan mode is over")),
  }).toEqual({
    codes: [0, 0],
    plan: "# Add a test\n\nWrite it first.\n\n1. Write the test\n2. Run it\n",
    how: true,
    said: "Done.\n",
    told: [false, true],
  });
});

test("exec prints questions that nobody can answer, and keeps them", async () => {
  await using on = await bench();
  const options = [{ label: "SQLite", description: "One file" }, { label: "Postgres" }];
  on.model.script([
    answer(
      call("request_user_input", { questions: [{ id: "db", header: "Store", question: "Which database?", options }] }),
    ),
  ]);
  const { code, stdout, stderr } = await on.run("--plan", "Choose");
  expect({
    code,
    stdout,
    asked: stderr.includes("Which database?\n  1. SQLite: One file\n  2. Postgres\n"),
    kept: stderr.includes("it is kept"),
  }).toEqual({
    code: 130,
    stdout: "",
    asked: true,
    kept: true,
  });
});

test("exec --image sends pictures with the message", async () => {
  await using on = await bench();
  const { code } = await on.run("--image", on.file("a.png", png), "--image", on.file("b", png), "scenario:say Seen.");
  const message = on.model.requests[0]?.body.input.findLast((item) => "role" in item && item.role === "user");
  const part = { type: "input_image", image_url: `data:image/png;base64,${png.toString("base64")}`, detail: "auto" };
  expect({ code, content: message && "content" in message ? message.content : undefined }).toEqual({
    code: 0,
    content: [{ type: "input_text", text: "scenario:say Seen." }, part, part],
  });
});

test("exec --output-schema has the model answer in JSON of the schema", async () => {
  await using on = await bench();
  const schema = {
    type: "object",
    properties: { ok: { type: "boolean" } },
    required: ["ok"],
    additionalProperties: false,
  };
  on.model.script([answer(say('{"ok":true}'))]);
  const { code, stdout } = await on.run("--output-schema", on.file("schema.json", JSON.stringify(schema)), "Is it?");
  expect({ code, answer: JSON.parse(stdout), format: on.model.requests[0]?.body.text?.format }).toEqual({
    code: 0,
    answer: { ok: true },
    format: { type: "json_schema", name: "answer", schema, strict: true },
  });
});

test("exec --fork goes on in a new thread from the turn that is named", async () => {
  await using on = await bench();
  const first = await on.run("scenario:say One.");
  const threadId = threadIn(first.stderr);
  const second = await on.run("--json", "--resume", threadId, "scenario:say Two.");
  const [turnId = ""] = turnsIn(second.stdout);
  const forks = [
    await on.run("--fork", threadId, "scenario:say Three."),
    await on.run("--fork", `${threadId}:${turnId}`, "scenario:say Four."),
  ];
  expect({
    codes: forks.map(({ code }) => code),
    said: forks.map(({ stdout }) => stdout),
    others: forks.every(({ stderr }) => ![threadId, ""].includes(threadIn(stderr))),
    known: on.model.requests.slice(2).map(({ body }) => JSON.stringify(body.input).includes("Two.")),
  }).toEqual({ codes: [0, 0], said: ["Three.\n", "Four.\n"], others: true, known: [true, true] });
});

test.each([
  ["an image that is not there", ["--image", "/nowhere.png", "x"], "cannot be read"],
  ["a schema that is not JSON", ["--output-schema", import.meta.filename, "x"], "is not JSON"],
  ["a fork of nothing", ["--fork", ":", "x"], "--fork takes"],
  ["a fork that is resumed", ["--fork", "thread_a", "--resume", "thread_b", "x"], "do not go together"],
])("%s is a usage error", async (_name, args, word) => {
  const { code, stderr } = await flightdeck(["exec", ...args]).finished;
  expect({ code, said: stderr.includes(word) }).toEqual({ code: 2, said: true });
});

test("a file that is no image fails with a sentence", async () => {
  await using on = await bench();
  const { code, stderr } = await on.run("--image", on.file("words.png", "words"), "x");
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "flightdeck exec: This is not a PNG, JPEG, GIF or WebP image (words.png)\n",
  });
});
