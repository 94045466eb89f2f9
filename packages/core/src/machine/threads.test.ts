import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningCommand } from "@flightdeck/contract";
import { answer, call, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, testCore } from "../testing/testCore.ts";

// Eight agents that test at once, in small: what is measured with real memory by `npm run bench -- eight-suites`.

const names = ["one", "two", "three", "four", "five", "six", "seven", "eight"];

test("eight threads that test at once take turns, are told their places, and all finish but the one that is stopped", async () => {
  await using repository = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using host = await testCore();
  const { core, model } = host;
  core.settings.update({ machine: { heavyCommands: 1 } });
  model.script(({ body }) => {
    const input = JSON.stringify(body.input);
    const name = names.find((each) => input.includes(`Test ${each}.`)) ?? "";
    if (input.includes("function_call_output"))
      return answer(say(input.includes("stopped this command") ? "Stopped." : "Passed."));
    // Only the first one waits: for all to stand in line.
    const work = name === "one" ? "until [ -e go ]; do sleep 0.05; done" : "true";
    return answer(call("exec_command", { cmd: `make -v >/dev/null 2>&1; ${work}; echo ${name} >> order` }));
  });
  const project = await core.projects.open(repository.path, { init: false });
  const ids = [];
  for (const name of names) {
    const threadId = await core.threads.create({
      projectId: project.id,
      workspace: { kind: "local" },
      settings: { sandbox: "full-access", approval: "never" },
      text: `Test ${name}.`,
      messageId: messageId(),
    });
    ids.push(threadId);
    await until(host.core.machine, (commands) => commands.some((command) => command.threadId === threadId));
  }
  const lined = await until(core.machine, (commands) => commands.length === 8);
  const third = lined[2];
  if (third === undefined) throw new Error("there is no third");
  core.machine.stop(third.threadId, third.id);
  writeFileSync(join(repository.path, "go"), "");
  const threads = await Promise.all(ids.map((id) => host.status(id, "idle")));
  expect({
    places: lined.map(({ state, place }) => [state, place]),
    order: readFileSync(join(repository.path, "order"), "utf8").trim().split("\n"),
    said: threads.map(({ turns }) =>
      turns[0]?.items.flatMap((item) => (item.type === "agent_message" ? item.text : [])),
    ),
    output: threads[2]?.turns[0]?.items.flatMap((item) => (item.type === "command" ? item.output : [])),
    left: await until(core.machine, () => true),
  }).toEqual({
    places: [["running", undefined], ...[1, 2, 3, 4, 5, 6, 7].map((place) => ["queued", place])],
    order: names.filter((name) => name !== "three"),
    said: names.map((name) => [name === "three" ? "Stopped." : "Passed."]),
    output: ["\n[The person stopped this command while it waited for the machine.]\n"],
    left: [],
  });
});

type Watched = Awaited<ReturnType<typeof testCore>>["core"]["machine"];

async function until(
  machine: Watched,
  holds: (commands: readonly RunningCommand[]) => boolean,
): Promise<readonly RunningCommand[]> {
  const stop = new AbortController();
  for await (const { commands } of machine.watch(stop.signal)) {
    if (!holds(commands)) continue;
    stop.abort();
    return commands;
  }
  throw new Error("the watch ended");
}
