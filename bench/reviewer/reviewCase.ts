import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ReviewId, ThreadId } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import type { Client } from "../../e2e/host.ts";
import type { Case } from "./corpus.ts";
import type { Result } from "./score.ts";

const scope = { kind: "uncommitted" } as const;

/**
 * Lets a host review one case as a person would: the files before as a commit, those after as changes of the checkout. The
 * whole way is measured: what the model is given, its looks around, and what is made of its answer.
 */
export async function reviewCase(client: Client, of: Case, signal: AbortSignal): Promise<Result> {
  await using repository = await temporaryRepository({ files: of.before });
  for (const path of Object.keys(of.before)) if (!(path in of.after)) await rm(join(repository.path, path));
  for (const [path, text] of Object.entries(of.after)) {
    await mkdir(dirname(join(repository.path, path)), { recursive: true });
    await writeFile(join(repository.path, path), text);
  }
  const project = await client.projects.open({ path: repository.path });
  const { threadId } = await client.threads.create({ projectId: project.id, workspace: { kind: "local" } });
  const startedAt = performance.now();
  const { reviewId } = await client.reviews.start({ threadId, scope });
  const { last, findings } = await ended(client, threadId, reviewId, signal);
  const milliseconds = performance.now() - startedAt;
  const { total } = await client.usage.report({ by: "thread", threadId });
  await client.threads.delete({ threadId });
  await client.projects.remove({ projectId: project.id });
  return {
    of,
    reported: findings.map(({ title, body, priority, lines }) => ({
      title,
      body,
      priority: Number(priority.slice(1)),
      ...lines,
    })),
    ...(last.state === "completed" ? {} : { failure: last.error ?? last.state }),
    milliseconds,
    ...(total.cost === undefined ? {} : { cost: total.cost }),
  };
}

/** The review once it is over. */
async function ended(client: Client, threadId: ThreadId, reviewId: ReviewId, signal: AbortSignal) {
  for await (const _event of await client.findings.watch({ threadId }, { signal })) {
    const { last, findings } = await client.findings.list({ threadId, scope });
    if (last?.id === reviewId && last.state !== "running") return { last, findings };
  }
  throw new Error("the review did not end");
}
