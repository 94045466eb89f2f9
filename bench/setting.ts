import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Project, ProjectId, ThreadId, ThreadSettings, ThreadWatchEvent } from "@flightdeck/contract";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { type Client, connect, startHost } from "../e2e/host.ts";

const modelProgram = join(import.meta.dirname, "..", "packages", "testkit", "src", "serve.ts");

/** The scripted model in a process of its own, so that it takes no time from the client that is measured. */
export interface ModelProcess extends AsyncDisposable {
  readonly url: string;
  /** Milliseconds from an answer's end to the next request of that thread. */
  gaps(): Promise<readonly number[]>;
}

export async function startModelProcess(args: readonly string[] = []): Promise<ModelProcess> {
  const child = spawn(process.execPath, [modelProgram, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string]; // its first line
  const closed = once(child, "close");
  return {
    url,
    async gaps() {
      const response = await fetch(new URL("/__gaps", url));
      const list = (await response.json()) as readonly { readonly milliseconds: number }[]; // testkit's own route
      return list.map(({ milliseconds }) => milliseconds);
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}

/** A warm host with one open repository, and a client that is connected to it. */
export interface Setting {
  readonly url: string;
  readonly pid: number;
  readonly home: string;
  /** What the host wrote to stderr so far. */
  readonly log: () => string;
  readonly client: Client;
  readonly project: Project;
}

const files = { "README.md": "# Bench\n", "src/index.ts": "export const answer = 42;\n" };

/** Runs `use` with a host on a home of its own and takes everything down afterwards. */
export async function withSetting<T>(
  model: string,
  use: (setting: Setting) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  await using home = await temporaryFolder("flightdeck-bench-");
  await using repository = await temporaryRepository({ files });
  await using host = await startHost({ home: home.path, model, env });
  using connection = await connect(host.url);
  const { client } = connection;
  const project = await client.projects.open({ path: repository.path });
  return await use({ url: host.url, pid: host.pid, home: home.path, log: host.log, client, project });
}

/** A figure of an agent at work must not wait for a person. */
export const unattended: Partial<ThreadSettings> = { sandbox: "workspace-write", approval: "never" };

/** Starts a thread in the repository itself with its first message. */
export async function startThread(client: Client, projectId: ProjectId, text: string): Promise<ThreadId> {
  const { threadId } = await client.threads.create({
    projectId,
    workspace: { kind: "local" },
    settings: unattended,
    text,
    messageId: crypto.randomUUID() as never, // branded; any id is one
  });
  return threadId;
}

/** Watches a thread until its turn is over, calling `see` with each message on the way. */
export async function watchTurn(
  client: Client,
  threadId: ThreadId,
  see: (event: ThreadWatchEvent) => void = () => {},
): Promise<void> {
  for await (const event of await client.threads.watch({ threadId })) {
    see(event);
    if (event.type === "snapshot") {
      const last = event.thread.turns.at(-1);
      if (last !== undefined && last.outcome !== "running") return check(last.outcome);
    } else if (event.type === "events") {
      const end = event.events.find(({ type }) => type === "turn.ended");
      if (end?.type === "turn.ended") return check(end.outcome, end.error?.message);
    }
  }
  throw new Error("the watch ended before the turn");
}

function check(outcome: string, reason = ""): void {
  if (outcome !== "completed") throw new Error(`the turn ${outcome}: ${reason}`);
}
