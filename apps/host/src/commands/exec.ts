import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import {
  ApprovalPolicy,
  MessageId,
  SandboxMode,
  ThreadId,
  type ThreadSettings,
  TOUR_MODEL,
} from "@flightdeck/contract";
import { sentence } from "../failure.ts";
import { followTurn, type TurnEnd } from "../followTurn.ts";
import { type Progress, progressOn } from "../progress.ts";
import { type Reached, reachHost } from "../reach.ts";
import { UsageError, withUsage } from "../usage.ts";

const options = {
  cwd: { type: "string" },
  model: { type: "string" },
  sandbox: { type: "string" },
  approval: { type: "string" },
  worktree: { type: "boolean" },
  trust: { type: "boolean" },
  resume: { type: "string" },
  json: { type: "boolean" },
  home: { type: "string" },
  connect: { type: "string" },
} as const;

interface Order {
  readonly cwd: string;
  readonly settings: Partial<ThreadSettings>;
  readonly worktree: boolean;
  /** The repository's own configuration, skills and scripts may be used. */
  readonly trust: boolean;
  readonly resume?: ThreadId;
  readonly prompt: string;
}

const exitCodes = { completed: 0, failed: 1, interrupted: 130, parked: 130 } as const;

/** Runs one thread's turn without a window. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("exec", async () => {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const order = await orderFrom(values, positionals);
    let reached: Reached;
    try {
      reached = await reachHost({ connect: values.connect, home: values.home });
    } catch (error) {
      process.stderr.write(`flightdeck exec: ${sentence(error)}\n`);
      return 1;
    }
    const progress = progressOn({
      json: values.json ?? false,
      answerable: process.stdin.isTTY && process.stderr.isTTY,
    });
    let end: TurnEnd = "failed";
    try {
      end = await execute(reached, order, progress);
    } catch (error) {
      process.stderr.write(`flightdeck exec: ${sentence(error)}\n`);
    }
    await reached.leave({ wait: end !== "parked" });
    return exitCodes[end];
  });

async function orderFrom(
  values: {
    cwd?: string;
    model?: string;
    sandbox?: string;
    approval?: string;
    worktree?: boolean;
    trust?: boolean;
    resume?: string;
  },
  positionals: readonly string[],
): Promise<Order> {
  const [words, ...more] = positionals;
  if (words === undefined) throw new UsageError("a prompt is missing");
  if (more.length > 0) throw new UsageError("the prompt must be one argument; put it in quotes");
  const prompt = (words === "-" ? await text(process.stdin) : words).trim();
  if (prompt === "") throw new UsageError("the prompt is empty");
  const sandbox = SandboxMode.optional().safeParse(values.sandbox);
  if (!sandbox.success) throw new UsageError(`--sandbox is one of ${SandboxMode.options.join(", ")}`);
  const approval = ApprovalPolicy.default("never").safeParse(values.approval);
  if (!approval.success) throw new UsageError(`--approval is one of ${ApprovalPolicy.options.join(", ")}`);
  const resume = ThreadId.optional().safeParse(values.resume);
  if (!resume.success) throw new UsageError(`'${values.resume}' is not a thread's id`);
  if (resume.data !== undefined && values.worktree) throw new UsageError("--worktree is for new threads");
  const asked = values.approval === undefined && resume.data !== undefined ? {} : { approval: approval.data };
  return {
    cwd: resolve(values.cwd ?? "."),
    worktree: values.worktree ?? false,
    trust: values.trust ?? false,
    resume: resume.data,
    prompt,
    settings: {
      ...asked,
      ...(values.model === undefined ? {} : { model: values.model }),
      ...(sandbox.data === undefined ? {} : { sandbox: sandbox.data }),
    },
  };
}

/** Sends the message, tells what happens, and settles when its turn has ended. */
async function execute({ client, host, closed }: Reached, order: Order, progress: Progress): Promise<TurnEnd> {
  const messageId = MessageId.parse(randomUUID());
  const stop = new AbortController();
  const threadId = order.resume ?? (await begin(client, order, messageId));
  const interrupt = () => {
    // A second signal does not wait for anybody.
    process.once("SIGINT", () => process.exit(130));
    client.turns.interrupt({ threadId }).catch(() => process.exit(130));
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const gone = closed.then(() => {
    throw new Error("the host went away; the thread is kept: go on with --resume");
  });
  gone.catch(() => undefined); // it may come after everybody stopped listening
  try {
    const after = order.resume === undefined ? 0 : await resume(client, order, threadId, messageId, progress);
    return await Promise.race([
      followTurn(client, { threadId, messageId, after, answerable: host === undefined }, progress, stop.signal),
      gone,
    ]);
  } finally {
    stop.abort();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

async function begin(client: Reached["client"], order: Order, messageId: MessageId): Promise<ThreadId> {
  const { project, folder } = await client.projects.locate({ path: order.cwd });
  if (order.trust) await client.projects.trust({ projectId: project.id, trusted: true });
  else if (project.trusted !== true && project.wants.length > 0)
    process.stderr.write(
      `Not used, because ${project.name} is not trusted: its ${project.wants.join(", its ")}. With --trust they are.\n`,
    );
  if (order.settings.model === undefined) {
    const { defaultModel } = await client.models.list({});
    if (defaultModel === TOUR_MODEL)
      process.stderr.write("No model access is set up (OPENAI_API_KEY): this is the built-in tour, not a model.\n");
  }
  const { threadId } = await client.threads.create({
    projectId: project.id,
    workspace: order.worktree ? { kind: "worktree" } : { kind: "local", folder },
    settings: order.settings,
    text: order.prompt,
    messageId,
  });
  return threadId;
}

/** Goes on with a thread: sends the message and gives the place in the log from where its turn follows. */
async function resume(
  client: Reached["client"],
  order: Order,
  threadId: ThreadId,
  messageId: MessageId,
  progress: Progress,
): Promise<number> {
  const watching = await client.threads.watch({ threadId, items: 1 });
  const first = await watching.next();
  await watching.return?.();
  if (first.done || first.value.type !== "snapshot") throw new Error("the thread could not be read");
  const { seq, thread } = first.value;
  progress.event({
    type: "thread.started",
    threadId,
    projectId: thread.projectId,
    title: thread.title,
    cwd: thread.cwd,
    settings: thread.settings,
    worktree: thread.worktree,
    at: thread.createdAt,
  });
  if (Object.keys(order.settings).length > 0) await client.threads.configure({ threadId, settings: order.settings });
  await client.turns.send({ threadId, messageId, text: order.prompt });
  return seq;
}
