import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  MessageId,
  type Thread,
  type ThreadId,
  type ThreadStatus,
  type ThreadWatchEvent,
  threadStatus,
} from "@flightdeck/contract";
import { type ModelServer, startModelServer, type TemporaryFolder, temporaryFolder } from "@flightdeck/testkit";
import { type Core, openCore } from "../core.ts";

/** A whole core on a temporary home, with a scripted model; `restart` is what the death of a host and a new one are. */
export interface TestCore {
  readonly core: Core;
  readonly model: ModelServer;
  readonly home: string;
  /** Settles with the thread once it is so; the thread is watched, not polled. */
  when(threadId: ThreadId, holds: (thread: Thread) => boolean): Promise<Thread>;
  status(threadId: ThreadId, status: ThreadStatus): Promise<Thread>;
  readonly failures: readonly unknown[];
  [Symbol.asyncDispose](): Promise<void>;
}

export const messageId = (): MessageId => MessageId.parse(randomUUID());

export async function testCore(
  given: {
    readonly home?: TemporaryFolder;
    readonly model?: ModelServer;
    /** What config.toml says. */
    readonly config?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestCore> {
  const home = given.home ?? (await temporaryFolder("flightdeck-home-"));
  const model = given.model ?? (await startModelServer());
  const failures: unknown[] = [];
  if (given.config !== undefined) await writeFile(join(home.path, "config.toml"), given.config);
  const core = await openCore({
    home: home.path,
    version: "test",
    environment: {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: "sk-test-key-0001",
      // No model server of this machine is looked for, nor a skill of its user.
      FLIGHTDECK_LOCAL_SERVERS: "",
      HOME: join(home.path, "person"),
      ...given.environment,
    },
    report: (_message, error) => failures.push(error),
  });
  const when: TestCore["when"] = async (threadId, holds) => {
    const stop = new AbortController();
    const watching: AsyncIterable<ThreadWatchEvent> = core.threads.watch(threadId, { items: 200 }, stop.signal);
    for await (const _event of watching) {
      const { thread } = core.threads.load(threadId);
      if (holds(thread)) {
        stop.abort();
        return thread;
      }
    }
    throw new Error("the watch ended early");
  };
  return {
    core,
    model,
    home: home.path,
    failures,
    when,
    status: (threadId, status) =>
      when(threadId, (thread) => threadStatus(thread) === status && thread.turns.at(-1)?.outcome !== "running"),
    [Symbol.asyncDispose]: async () => {
      await core.close();
      if (given.model === undefined) await model.close();
      if (given.home === undefined) await home[Symbol.asyncDispose]();
    },
  };
}
