import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { startModelServer, temporaryFolder } from "@flightdeck/testkit";
import { MessageId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { connectTo, rpcAddress } from "./client.ts";
import { socketPath } from "./home.ts";
import { flightdeck, served } from "./testing/command.ts";

/** Sends bytes as they are and settles with what came back once the other side has ended the line. */
async function say(url: string, ...messages: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let heard = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  const [first = "", ...others] = messages;
  socket.write(first);
  for (const message of others) {
    await once(socket, "data");
    socket.write(message);
  }
  await closed;
  return heard.split("\r\n", 1)[0] ?? "";
}

const page = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;

const upgrade = (path: string): string =>
  [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "",
    "",
  ].join("\r\n");

const version = async (url: string): Promise<string> => {
  const { client, close } = await connectTo(rpcAddress(url));
  const info = await client.system.info({});
  close();
  return typeof info.version;
};

test("a path that no file can have is not found, and the host lives", async () => {
  await using home = await temporaryFolder();
  await using host = await served(home.path);
  const answers = [
    await say(host.url, page("/%00")),
    await say(host.url, page(`/${"a".repeat(5_000)}`)),
    await say(host.url, page("//")),
    await say(host.url, upgrade("//")),
    await say(host.url, upgrade("http://")),
  ];
  expect({ answers, version: await version(host.url) }).toEqual({
    answers: [
      "HTTP/1.1 404 Not Found",
      "HTTP/1.1 404 Not Found",
      "HTTP/1.1 404 Not Found",
      "HTTP/1.1 403 Forbidden",
      "HTTP/1.1 403 Forbidden",
    ],
    version: "string",
  });
});

test("a client that resets its line before it is answered does not end the host", async () => {
  await using home = await temporaryFolder();
  await using host = await served(home.path);
  for (let i = 0; i < 200; i += 1) {
    const socket = connect(Number(new URL(host.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(upgrade("/rpc?token=wrong"));
    socket.resetAndDestroy();
  }
  expect(await version(host.url)).toBe("string");
});

test("frames that are none, or too large, cost their sender the line and nobody else", async () => {
  await using home = await temporaryFolder();
  await using host = await served(home.path);
  const address = rpcAddress(host.url);
  const { client } = await connectTo(address);
  const { pathname, search } = new URL(address);
  await say(host.url, upgrade(pathname + search), Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
  await say(host.url, upgrade(pathname + search), Buffer.from([0x81, 0x02, 0x41, 0x42]));
  const huge = new WebSocket(address);
  await once(huge, "open");
  huge.on("error", () => undefined);
  huge.send(Buffer.alloc(33 << 20));
  const [code] = await once(huge, "close");
  expect({ tooLarge: code, version: typeof (await client.system.info({})).version }).toEqual({
    tooLarge: 1009,
    version: "string",
  });
});

test("a watcher that does not read is told to start over, and the host keeps nothing for it", async () => {
  await using home = await temporaryFolder();
  await using folder = await temporaryFolder();
  await using model = await startModelServer();
  await using host = await served(home.path, { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" });
  const { client } = await connectTo(rpcAddress(host.url));
  const { project } = await client.projects.locate({ path: folder.path });
  const { threadId } = await client.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "scenario:say Ready",
  });
  const socket = new WebSocket(`ws+unix:${join(home.path, "host.sock")}:/rpc`);
  const heard: string[] = [];
  socket.on("message", (data: Buffer) => heard.push(data.toString("utf8")));
  await once(socket, "open");
  socket.send(JSON.stringify({ i: "1", p: { u: "/threads/watch", b: { json: { threadId } } } }));
  while (!heard.some((text) => text.includes('"snapshot"'))) await once(socket, "message");
  socket.pause();
  const texts = Array.from({ length: 4 }, () => "scenario:text2000000x100");
  for await (const delivery of await client.threads.watch({ threadId })) {
    const thread = delivery.type === "snapshot" ? delivery.thread : undefined;
    const ended = delivery.type === "events" && delivery.events.some(({ type }) => type === "turn.ended");
    if (!ended && thread?.turns.at(-1)?.outcome !== "completed") continue;
    const text = texts.pop();
    if (text === undefined) break;
    await client.turns.send({ threadId, messageId: MessageId.parse(`message_${texts.length}`), text });
  }
  socket.resume();
  while (!heard.some((text) => text.includes('"resync"'))) await once(socket, "message");
  expect(heard.join("").length).toBeLessThan(6_000_000);
  socket.close();
});

test("a home that is a file, or where the socket cannot be, is a sentence and an end", async () => {
  await using home = await temporaryFolder();
  const file = join(home.path, "file");
  await writeFile(file, "");
  const taken = join(home.path, "taken");
  await mkdir(join(taken, "host.sock"), { recursive: true });
  const said = async (...args: readonly string[]) => {
    const { code, stderr } = await flightdeck(args).finished;
    return { code, lines: stderr.trim().split("\n").length };
  };
  expect({
    serve: await said("serve", "--home", file),
    exec: await said("exec", "--home", file, "--cwd", home.path, "hello"),
    doctor: await said("doctor", "--home", file),
    serveWithoutSocket: await said("serve", "--home", taken),
    execWithoutSocket: await said("exec", "--home", taken, "--cwd", home.path, "hello"),
  }).toEqual({
    serve: { code: 1, lines: 1 },
    exec: { code: 1, lines: 1 },
    doctor: { code: 1, lines: 1 },
    serveWithoutSocket: { code: 1, lines: 1 },
    execWithoutSocket: { code: 1, lines: 1 },
  });
});

test("a turn goes on when nobody reads what exec prints any more", async () => {
  await using home = await temporaryFolder();
  await using folder = await temporaryFolder();
  await using model = await startModelServer();
  const { child, line, finished } = flightdeck(
    ["exec", "--json", "--home", home.path, "--cwd", folder.path, "scenario:run echo 1 > done scenario:say Done."],
    { env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" } },
  );
  await line();
  child.stdout?.destroy();
  const { code, stderr } = await finished;
  expect({ code, stderr, done: await readFile(join(folder.path, "done"), "utf8") }).toEqual({
    code: 0,
    stderr: "",
    done: "1\n",
  });
});

test("a home whose path has too many bytes for a socket is served and attached to all the same", async () => {
  await using home = await temporaryFolder();
  const path = join(home.path, "ü".repeat(60));
  await using host = await served(path);
  expect(Buffer.byteLength(socketPath(path))).toBeLessThan(100);
  const connection = await connectTo(`ws+unix:${socketPath(path)}:/rpc`);
  expect((await connection.client.system.info({})).pid).toBe(host.pid);
  connection.close();
});

test("a patch does not make the folder that it is to apply to", async () => {
  await using home = await temporaryFolder();
  const cwd = join(home.path, "typo");
  const input = "*** Begin Patch\n*** Add File: a\n+a\n*** End Patch\n";
  const { code, stderr } = await flightdeck(["apply-patch", "--cwd", cwd], { input }).finished;
  expect({ code, stderr, there: existsSync(cwd) }).toEqual({
    code: 1,
    stderr: `There is no folder ${cwd}\n`,
    there: false,
  });
});
