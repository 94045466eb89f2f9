import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Image, MessageId, type ThreadId, TOUR_MODEL } from "@flightdeck/contract";
import { sentence } from "../failure.ts";
import { followTurn, type TurnEnd } from "../followTurn.ts";
import { type Progress, progressOn } from "../progress.ts";
import { type Reached, reachHost } from "../reach.ts";
import { withUsage } from "../usage.ts";
import { execOptions, type Order, orderFrom } from "./execOrder.ts";

const exitCodes = { completed: 0, failed: 1, interrupted: 130, parked: 130 } as const;

/** Runs one thread's turn without a window. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("exec", async () => {
    const { values, positionals } = parseArgs({ args: [...args], options: execOptions, allowPositionals: true });
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

/** Sends the message, tells what happens, and settles when its turn has ended. */
async function execute({ client, host, closed }: Reached, order: Order, progress: Progress): Promise<TurnEnd> {
  const messageId = MessageId.parse(randomUUID());
  const stop = new AbortController();
  const goesOn = await goOnFrom(client, order);
  const images = await keepImages(client, order);
  const threadId = goesOn ?? (await begin(client, order, messageId, images));
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
    const after = goesOn === undefined ? 0 : await resume(client, order, { threadId, messageId, images }, progress);
    const following = { threadId, messageId, after, answerable: host === undefined };
    const end = await Promise.race([followTurn(client, following, progress, stop.signal), gone]);
    if (order.settings.mode === "plan" && end === "completed")
      process.stderr.write(
        `Nothing was changed. To have it done: flightdeck exec --resume ${threadId} "Do it", or accept it in Flightdeck.\n`,
      );
    return end;
  } finally {
    stop.abort();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** The thread that the message goes to, when it is not a new one: the one that is named, or a fork of it. */
async function goOnFrom(client: Reached["client"], { resume, fork }: Order): Promise<ThreadId | undefined> {
  return fork === undefined ? resume : (await client.threads.fork(fork)).threadId;
}

const keepImages = (client: Reached["client"], { images }: Order): Promise<Image[]> =>
  Promise.all(images.map((image) => client.attachments.add(image)));

/** What goes with the message beside its words. */
const withMessage = ({ skills, outputSchema }: Order, images: readonly Image[]) => ({
  ...(images.length > 0 ? { images: [...images] } : {}),
  ...(skills.length > 0 ? { skills: [...skills] } : {}),
  ...(outputSchema === undefined ? {} : { outputSchema }),
});

async function begin(
  client: Reached["client"],
  order: Order,
  messageId: MessageId,
  images: readonly Image[],
): Promise<ThreadId> {
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
    ...withMessage(order, images),
  });
  return threadId;
}

/** Goes on with a thread: sends the message and gives the place in the log from where its turn follows. */
async function resume(
  client: Reached["client"],
  order: Order,
  to: { readonly threadId: ThreadId; readonly messageId: MessageId; readonly images: readonly Image[] },
  progress: Progress,
): Promise<number> {
  const { threadId, messageId, images } = to;
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
  // Who goes on from a plan without --plan wants it done.
  const acts = thread.settings.mode === "plan" && order.settings.mode === undefined;
  const settings = { ...(acts ? { mode: "act" as const } : {}), ...order.settings };
  if (Object.keys(settings).length > 0) await client.threads.configure({ threadId, settings });
  await client.turns.send({ threadId, messageId, text: order.prompt, ...withMessage(order, images) });
  return seq;
}
