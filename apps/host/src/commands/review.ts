import { parseArgs } from "node:util";
import { ThreadId } from "@flightdeck/contract";
import { sentence } from "../failure.ts";
import { type Reached, reachHost } from "../reach.ts";
import { UsageError, withUsage } from "../usage.ts";
import { visible } from "../visible.ts";

const options = {
  cwd: { type: "string" },
  thread: { type: "string" },
  staged: { type: "boolean" },
  model: { type: "string" },
  json: { type: "boolean" },
  home: { type: "string" },
  connect: { type: "string" },
} as const;

interface Order {
  readonly cwd: string;
  readonly threadId?: ThreadId;
  readonly scope: { readonly kind: "uncommitted" | "staged" | "branch" };
  readonly model?: string;
  readonly json: boolean;
}

function orderFrom(args: readonly string[]): Order & { readonly home?: string; readonly connect?: string } {
  const { values } = parseArgs({ args: [...args], options });
  const thread = values.thread === undefined ? undefined : ThreadId.safeParse(values.thread);
  if (thread?.success === false) throw new UsageError(`"${values.thread}" is no thread`);
  const ofThread = thread === undefined ? "uncommitted" : "branch";
  return {
    cwd: values.cwd ?? process.cwd(),
    threadId: thread?.data,
    scope: { kind: values.staged === true ? "staged" : ofThread },
    model: values.model,
    json: values.json ?? false,
    home: values.home,
    connect: values.connect,
  };
}

/** Lets the reviewer read what changed, without a window. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("review", async () => {
    const order = orderFrom(args);
    let reached: Reached | undefined;
    try {
      reached = await reachHost(order);
      return await review(reached.client, order);
    } catch (error) {
      process.stderr.write(`flightdeck review: ${sentence(error)}\n`);
      return 1;
    } finally {
      await reached?.leave({ wait: true });
    }
  });

/** Prints the findings that wait once the review is over. */
async function review(client: Reached["client"], { cwd, threadId: known, scope, model, json }: Order): Promise<number> {
  const threadId = known ?? (await newThread(client, cwd));
  const { reviewId } = await client.reviews.start({ threadId, scope, model });
  const stop = () => void client.turns.interrupt({ threadId }).catch(() => process.exit(130));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    for await (const _event of await client.findings.watch({ threadId })) {
      const { last, findings } = await client.findings.list({ threadId, scope });
      if (last?.id !== reviewId || last.state === "running") continue;
      const open = findings.filter(({ state }) => state === "open");
      if (json) process.stdout.write(`${JSON.stringify({ threadId, review: last, findings: open })}\n`);
      else
        for (const { priority, lines, title, body } of open) {
          const place = `${lines.path}:${lines.startLine}`.replaceAll("\n", " ");
          process.stdout.write(visible(`${priority} ${place} ${title}\n   ${body.replaceAll("\n", "\n   ")}\n`));
        }
      if (last.unread.length > 0) process.stderr.write(`Not read: ${last.unread.length} of the changed files\n`);
      if (last.state === "interrupted") return 130;
      if (last.state === "failed") {
        process.stderr.write(visible(`The review failed: ${last.error ?? ""}\n`));
        return 1;
      }
      process.stderr.write(open.length === 0 ? "Nothing found\n" : "");
      return open.length === 0 ? 0 : 3;
    }
    throw new Error("the host went away");
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

async function newThread(client: Reached["client"], cwd: string): Promise<ThreadId> {
  const { project, folder } = await client.projects.locate({ path: cwd });
  const workspace = { kind: "local", folder } as const;
  const { threadId } = await client.threads.create({ projectId: project.id, workspace, title: "Review" });
  return threadId;
}
