import type { MessageId, ThreadId } from "@flightdeck/contract";
import type { Core } from "../core.ts";
import type { PullRequestThread } from "../pullRequests/index.ts";
import type { Api } from "./implement.ts";
import { commitPlace } from "./places.ts";

export const pullRequestsApi = (os: Api, { pullRequests, threads, rootOf }: Core) => {
  const threadOf = (threadId: ThreadId): PullRequestThread => {
    const open = threads.load(threadId);
    const { title, pullRequest: known } = open.thread;
    const plan = threads.planOf(threadId);
    const evidence = threads.evidenceOf(threadId);
    return {
      id: threadId,
      title,
      ...commitPlace(open, rootOf(open)),
      ...(plan === undefined ? {} : { plan }),
      ...(evidence.length === 0 ? {} : { evidence }),
      ...(known === undefined ? {} : { known }),
    };
  };
  const say = (threadId: ThreadId, id: MessageId, text: string) => ({ delivery: threads.send(threadId, { id, text }) });
  return {
    read: os.pullRequests.read.handler(({ input, signal }) => pullRequests.read(threadOf(input.threadId), signal)),
    propose: os.pullRequests.propose.handler(({ input, signal }) =>
      pullRequests.propose(threadOf(input.threadId), signal),
    ),
    create: os.pullRequests.create.handler(({ input: { threadId, ...wanted } }) =>
      pullRequests.create(threadOf(threadId), wanted),
    ),
    sendComments: os.pullRequests.sendComments.handler(async ({ input, signal }) => {
      const { threadId, messageId, comments, note } = input;
      return say(threadId, messageId, await pullRequests.aboutComments(threadOf(threadId), comments, note, signal));
    }),
    fixChecks: os.pullRequests.fixChecks.handler(async ({ input: { threadId, messageId, checks }, signal }) =>
      say(threadId, messageId, await pullRequests.aboutChecks(threadOf(threadId), checks, signal)),
    ),
  };
};
