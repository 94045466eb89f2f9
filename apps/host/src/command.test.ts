import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { connectTo, rpcAddress } from "./client.ts";
import { flightdeck, served } from "./testing/command.ts";

const access = (url: string) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "sk-test-key-0001" });

const statusOf = (url: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

/** Whether a socket opens with these headers. */
const opens = (address: string, headers: Record<string, string> = {}): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(address, { headers });
    socket.on("open", () => {
      socket.close();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

test("serve says in one line where it is, and a signal ends it cleanly", async () => {
  await using home = await temporaryFolder();
  const host = flightdeck(["serve", "--home", home.path]);
  const ready: unknown = JSON.parse(await host.line());
  host.child.kill("SIGTERM");
  const { code, stdout, stderr } = await host.finished;
  expect({
    ready,
    code,
    lines: stdout.trim().split("\n").length,
    stderr,
    left: existsSync(join(home.path, "host.json")),
  }).toEqual({
    ready: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32,}$/), pid: host.child.pid },
    code: 0,
    lines: 1,
    stderr: "",
    left: false,
  });
});

test("a second host on one home is refused and names the first", async () => {
  await using home = await temporaryFolder();
  await using host = await served(home.path);
  const { code, stdout, stderr } = await flightdeck(["serve", "--home", home.path]).finished;
  expect({ code, stdout, named: stderr.includes(`pid ${host.pid}`) && stderr.includes(home.path) }).toEqual({
    code: 1,
    stdout: "",
    named: true,
  });
});

test("a host that was killed leaves a home that the next one takes, under the same address", async () => {
  await using home = await temporaryFolder();
  const first = await served(home.path);
  await first.kill("SIGKILL");
  await using second = await served(home.path);
  expect(new URL(second.url).hash).toBe(new URL(first.url).hash);
});

test("the home, its socket and its secrets are their owner's alone", async () => {
  await using home = await temporaryFolder();
  await using _host = await served(home.path);
  const mode = (name: string) => statSync(join(home.path, name)).mode & 0o777;
  expect({ home: mode("."), socket: mode("host.sock"), token: mode("token"), host: mode("host.json") }).toEqual({
    home: 0o700,
    socket: 0o600,
    token: 0o600,
    host: 0o600,
  });
});

test("the served port answers to loopback names, its own page and its token alone", async () => {
  await using home = await temporaryFolder();
  await using host = await served(home.path);
  const address = rpcAddress(host.url);
  const { host: name } = new URL(host.url);
  expect({
    foreignHost: await statusOf(host.url, "/", { host: "evil.example" }),
    outside: await statusOf(host.url, "/..%2f..%2f..%2f..%2fetc/passwd"),
    right: await opens(address),
    own: await opens(address, { origin: `http://${name}` }),
    foreignOrigin: await opens(address, { origin: "https://evil.example" }),
    otherPort: await opens(address, { origin: "http://127.0.0.1:1" }),
    rebound: await opens(address, { host: "evil.example" }),
    wrongToken: await opens(address.replace(/token=.*/, "token=wrong")),
    noToken: await opens(address.replace(/\?.*/, "")),
  }).toEqual({
    foreignHost: 403,
    outside: 404,
    right: true,
    own: true,
    foreignOrigin: false,
    otherPort: false,
    rebound: false,
    wrongToken: false,
    noToken: false,
  });
});

test("exec prints the agent's words on stdout and what it does on stderr", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "README.md": "hello\n" } });
  await using model = await startModelServer();
  const { code, stdout, stderr } = await flightdeck(
    ["exec", "--home", home.path, "--cwd", repo.path, "scenario:run cat README.md"],
    {
      env: access(model.url),
    },
  ).finished;
  expect({ code, words: stdout, did: stderr.includes("$ cat README.md") }).toEqual({
    code: 0,
    words: expect.stringContaining("hello"),
    did: true,
  });
});

test("exec --json prints every event as a line, thread.started first, and reads a prompt from standard input", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const { code, stdout } = await flightdeck(["exec", "--json", "--home", home.path, "-"], {
    env: access(model.url),
    cwd: repo.path,
    input: "scenario:say Hello there.",
  }).finished;
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; threadId?: string; cwd?: string; outcome?: string });
  expect({ code, first: events[0], last: events.at(-1) }).toMatchObject({
    code: 0,
    first: { type: "thread.started", threadId: expect.stringMatching(/^thread_/), cwd: repo.path },
    last: { type: "turn.ended", outcome: "completed" },
  });
});

test("exec --worktree works in a worktree and leaves the folder alone; --resume goes on there", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const env = access(model.url);
  const first = await flightdeck(
    ["exec", "--json", "--worktree", "--home", home.path, "--cwd", repo.path, "scenario:edit NEW.md First"],
    { env },
  ).finished;
  const started = JSON.parse(first.stdout.split("\n", 1)[0] ?? "") as { threadId: string; cwd: string };
  const second = await flightdeck(
    ["exec", "--json", "--resume", started.threadId, "--home", home.path, "scenario:edit NEXT.md Second"],
    { env },
  ).finished;
  const again = JSON.parse(second.stdout.split("\n", 1)[0] ?? "") as { type: string; threadId: string };
  expect({
    codes: [first.code, second.code],
    again: [again.type, again.threadId],
    worktree: readdirSync(started.cwd).sort(),
    folder: readdirSync(repo.path).sort(),
  }).toEqual({
    codes: [0, 0],
    again: ["thread.started", started.threadId],
    worktree: [".git", "NEW.md", "NEXT.md", "a.txt"],
    folder: [".git", "a.txt"],
  });
});

test.each([
  ["no prompt", ["exec"]],
  ["an unknown option", ["exec", "--nope", "x"]],
  ["an unknown sandbox", ["exec", "--sandbox", "none", "x"]],
  ["an unknown policy", ["exec", "--approval", "always", "x"]],
  ["two prompts", ["exec", "a", "b"]],
  ["a port that is none", ["serve", "--port", "99999"]],
  ["no command", []],
  ["an unknown command", ["fly"]],
])("%s is a usage error", async (_name, args) => {
  const { code, stdout, stderr } = await flightdeck(args).finished;
  expect({ code, stdout: args.length === 0 ? "" : stdout, said: stderr !== "" || stdout !== "" }).toEqual({
    code: 2,
    stdout: "",
    said: true,
  });
});

test.each([
  ["a wrong key", "scenario:key", "key"],
  ["an unknown model", "scenario:model", "model"],
])("exec fails with a sentence and exit code 1 on %s", async (_name, prompt, word) => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const { code, stderr } = await flightdeck(["exec", "--home", home.path, "--cwd", repo.path, prompt], {
    env: access(model.url),
  }).finished;
  expect({ code, said: stderr.toLowerCase().includes(word), trace: /\n\s+at /.test(stderr) }).toEqual({
    code: 1,
    said: true,
    trace: false,
  });
});

test("exec that is interrupted stops the turn, keeps the thread and exits with 130", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const command = flightdeck(["exec", "--json", "--home", home.path, "--cwd", repo.path, "scenario:stall"], {
    env: access(model.url),
  });
  while (!(await command.line()).includes("item.started")) continue;
  command.child.kill("SIGINT");
  const { code, stdout } = await command.finished;
  expect({ code, last: JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as unknown }).toMatchObject({
    code: 130,
    last: { type: "turn.ended", outcome: "interrupted" },
  });
});

test("exec that needs an approval where nobody can answer ends and keeps it for the next host", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const { code, stderr } = await flightdeck(
    ["exec", "--approval", "on-request", "--home", home.path, "--cwd", repo.path, "scenario:approve echo out"],
    { env: access(model.url) },
  ).finished;
  await using host = await served(home.path, access(model.url));
  const { client, close } = await connectTo(rpcAddress(host.url));
  const [row] = await client.threads.list({});
  close();
  expect({ code, told: stderr.includes("echo out"), row }).toMatchObject({
    code: 130,
    told: true,
    row: { status: "waiting_approval", preview: "Approve: echo out" },
  });
});

test("exec attaches to the host that runs on the home, and to one by its URL", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  await using host = await served(home.path, access(model.url));
  const attached = await flightdeck(["exec", "--home", home.path, "--cwd", repo.path, "scenario:say One."]).finished;
  const connected = await flightdeck(["exec", "--connect", host.url, "--cwd", repo.path, "scenario:say Two."]).finished;
  const { client, close } = await connectTo(rpcAddress(host.url));
  const rows = await client.threads.list({});
  close();
  expect({ codes: [attached.code, connected.code], previews: rows.map(({ preview }) => preview).sort() }).toEqual({
    codes: [0, 0],
    previews: ["One.", "Two."],
  });
});

test("exec whose message waits behind a turn that is stopped ends with it, and the message stays in the queue", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  await using host = await served(home.path, access(model.url));
  const { client, close } = await connectTo(rpcAddress(host.url));
  const project = await client.projects.open({ path: repo.path });
  const workspace = { kind: "local" } as const;
  const { threadId } = await client.threads.create({ projectId: project.id, workspace, text: "scenario:stall" });
  const command = flightdeck(["exec", "--json", "--home", home.path, "--resume", threadId, "scenario:say Next."]);
  while (!(await command.line()).includes("queue.changed")) continue;
  await client.turns.interrupt({ threadId });
  const { code, stderr } = await command.finished;
  const first = await (await client.threads.watch({ threadId })).next();
  close();
  expect({ code, said: stderr.includes("waits in the thread's queue"), first: first.value }).toMatchObject({
    code: 130,
    said: true,
    first: { thread: { queue: [{ text: "scenario:say Next." }] } },
  });
});

test("commands that start at the same moment share one host", async () => {
  await using home = await temporaryFolder();
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using model = await startModelServer();
  const all = await Promise.all(
    [1, 2, 3, 4].map(
      (n) =>
        flightdeck(["exec", "--home", home.path, "--cwd", repo.path, `scenario:say ${n}`], { env: access(model.url) })
          .finished,
    ),
  );
  expect(all.map(({ code, stdout }) => [code, stdout])).toEqual([1, 2, 3, 4].map((n) => [0, `${n}\n`]));
});

test("apply-patch names what it did, or the file and the lines it did not find, and then changed nothing", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n", "b.txt": "b\n" } });
  const apply = (patch: string) =>
    flightdeck(["apply-patch", "--cwd", repo.path], { input: `*** Begin Patch\n${patch}*** End Patch\n` }).finished;
  const good = await apply("*** Add File: new/c.txt\n+c\n*** Update File: a.txt\n@@\n-a\n+A\n*** Delete File: b.txt\n");
  const bad = await apply("*** Add File: d.txt\n+d\n*** Update File: a.txt\n@@\n-no such line\n+x\n");
  expect({
    good: [good.code, good.stdout],
    bad: [bad.code, bad.stdout, bad.stderr.includes("a.txt") && bad.stderr.includes("no such line")],
    files: readdirSync(repo.path).sort(),
    a: readFileSync(join(repo.path, "a.txt"), "utf8"),
  }).toEqual({
    good: [0, "A new/c.txt\nM a.txt\nD b.txt\n"],
    bad: [1, "", true],
    files: [".git", "a.txt", "new"],
    a: "A\n",
  });
});

test("doctor tells what is there as text and as JSON", async () => {
  await using home = await temporaryFolder();
  const text = await flightdeck(["doctor", "--home", home.path]).finished;
  const json = await flightdeck(["doctor", "--json", "--home", home.path]).finished;
  const { findings } = JSON.parse(json.stdout) as { findings: { name: string; state: string; fix?: string }[] };
  expect({
    code: text.code,
    names: findings.map(({ name }) => name),
    told: findings.every(({ name }) => text.stdout.includes(name)),
    fixes: findings.every(({ state, fix }) => state === "ok" || fix !== undefined),
  }).toEqual({
    code: 0,
    names: ["git", "sandbox", "model access", "home", "electron", "display"],
    told: true,
    fixes: true,
  });
});
