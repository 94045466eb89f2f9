import { temporaryFolder, type TemporaryRepository, temporaryRepository } from "@flightdeck/testkit";
import { connect, type Host, startHost } from "../e2e/host.ts";
import { startModelProcess, startThread, watchTurn } from "./setting.ts";

export const projects = 20;
const threadsEach = 25;
/** All of them together. */
export const threads = projects * threadsEach;

const words = ["Retry webhooks with idempotency keys", "Compact without blocking reads", "Fix the tide table", "Why?"];

/** A home as somebody has it after some months: 500 threads in 20 projects, all at rest. */
export interface FullHome {
  readonly home: string;
  readonly model: string;
  /** A host on it. The caller ends it before the next. */
  start(): Promise<Host>;
}

/** Fills a home, runs `use` with it and takes everything down afterwards. */
export async function withFullHome<T>(use: (full: FullHome) => Promise<T>): Promise<T> {
  await using home = await temporaryFolder("flightdeck-bench-");
  await using model = await startModelProcess();
  await using stack = new AsyncDisposableStack();
  const repositories: TemporaryRepository[] = [];
  for (let n = 0; n < projects; n += 1) {
    const files = { "README.md": `# Project ${n}\n`, "src/index.ts": "export const answer = 42;\n" };
    repositories.push(stack.use(await temporaryRepository({ files, name: `project-${n}` })));
  }
  const start = () => startHost({ home: home.path, model: model.url });
  {
    await using host = await start();
    using connection = await connect(host.url);
    const { client } = connection;
    await client.settings.update({ welcomed: true });
    for (const { path } of repositories) {
      const project = await client.projects.open({ path });
      for (let n = 0; n < threadsEach; n += 1) {
        const threadId = await startThread(client, project.id, `scenario:say ${n}`);
        await watchTurn(client, threadId);
        await client.threads.rename({ threadId, title: `${words[n % words.length]} (${n})` });
      }
    }
  }
  return await use({ home: home.path, model: model.url, start });
}
