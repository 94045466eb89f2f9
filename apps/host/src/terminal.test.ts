import { fileURLToPath } from "node:url";
import type { ApprovalsEvent } from "@flightdeck/contract";
import { spawn } from "@lydell/node-pty";
import { type ModelServer, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { connectTo, rpcAddress } from "./client.ts";
import { served } from "./testing/command.ts";

const bin = fileURLToPath(new URL("../bin/flightdeck.mjs", import.meta.url));
const access = (model: ModelServer) => ({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" });

/** The command at a terminal: what it printed, what is typed, how it ended. */
function atTerminal(args: readonly string[], env: Record<string, string>) {
  const terminal = spawn(process.execPath, [bin, ...args], {
    cols: 100,
    rows: 30,
    env: { ...process.env, FLIGHTDECK_SOURCES: "1", ...env },
  });
  let screen = "";
  let check = (): void => undefined;
  terminal.onData((data) => {
    screen += data;
    check();
  });
  const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  return {
    type: (text: string) => terminal.write(text),
    shows: (text: string) =>
      new Promise<void>((resolve) => {
        check = () => screen.includes(text) && resolve();
        check();
      }),
    ended,
    screen: () => screen,
  };
}

test.each([
  ["y", "approved"],
  ["n", "declined"],
])("exec at a terminal asks there, and '%s' is the answer", async (key, word) => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const args = [
    "exec",
    "--approval",
    "on-request",
    "--home",
    home.path,
    "--cwd",
    repo.path,
    "scenario:approve echo approved",
  ];
  const command = atTerminal(args, access(model));
  await command.shows("[s]top?");
  command.type(`${key}\r`);
  const code = await command.ended;
  const answer = command.screen().split("The answer was:")[1] ?? "";
  expect({ code, told: answer.includes(word) }).toEqual({ code: 0, told: true });
});

test("a question at the terminal is taken back when a window has answered it", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  await using host = await served(home.path, access(model));
  const args = [
    "exec",
    "--approval",
    "on-request",
    "--home",
    home.path,
    "--cwd",
    repo.path,
    "scenario:approve echo approved",
  ];
  const command = atTerminal(args, {});
  await command.shows("[s]top?");
  const { client, close } = await connectTo(rpcAddress(host.url));
  const watching = await client.approvals.watch({});
  const first: IteratorResult<ApprovalsEvent, unknown> = await watching.next();
  const pending = !first.done && first.value.type === "snapshot" ? first.value.approvals[0] : undefined;
  if (pending === undefined) throw new Error("no approval");
  const { threadId, id } = pending;
  await client.approvals.answer({ threadId, approvalId: id, decision: "approve" });
  expect(await command.ended).toBe(0);
  close();
});
