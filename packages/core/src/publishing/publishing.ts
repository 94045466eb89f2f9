import type { Evidence, MessageProposal, PlanContent, ThreadId, ThreadPullRequest } from "@flightdeck/contract";
import { type CommitPlace, type Commits, summaryOf } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import { changedPaths, readHead, type Shadows } from "../git/index.ts";
import { evidenceText, type PullRequests } from "../pullRequests/index.ts";
import type { PreparedPublication, Publication, Publishing, PublishWanted } from "../tools/index.ts";

/** So many of the files are shown by name. */
const FILES = 100;

/** A thread whose work is published. */
export interface PublishingThread {
  readonly id: ThreadId;
  readonly title: string;
  readonly place: CommitPlace;
  readonly plan?: PlanContent;
  readonly known?: ThreadPullRequest;
  /** What self-tests of the work saw. */
  readonly evidence: readonly Evidence[];
}

export interface PublishingDeps {
  readonly commits: Commits;
  readonly pullRequests: PullRequests;
  readonly shadows: Pick<Shadows, "storedTree">;
  readonly thread: (threadId: ThreadId) => PublishingThread;
  readonly proposeMessage: (
    threadId: ThreadId,
    what: "all" | "staged",
    signal: AbortSignal,
  ) => Promise<Pick<MessageProposal, "message">>;
  readonly drafts: () => boolean;
  /** HEAD is on another branch, and the folder has another commit. */
  readonly onBranch: (threadId: ThreadId, branch: string) => void;
  readonly onCommit: (threadId: ThreadId) => Promise<void>;
  readonly bringIn: (threadId: ThreadId) => ReturnType<Publishing["bringIn"]>;
}

/** What a thread's agent may publish, once the person says yes: the same steps as in the window's dialogs, in one. */
export function createPublishing(deps: PublishingDeps): (threadId: ThreadId) => Publishing {
  return (threadId) => ({
    pullRequest: (signal) => {
      const { id, title, place, known } = deps.thread(threadId);
      return deps.pullRequests.standing({ id, title, ...place, ...(known && { known }) }, signal);
    },
    bringIn: () => deps.bringIn(threadId),
    prepare: async (wanted, signal) => {
      const seen = await look(deps, threadId, wanted, signal);
      return { about: seen.about, carryOut: (tell, until) => carryOut(deps, { threadId, wanted, seen }, tell, until) };
    },
  });
}

interface Seen {
  readonly about: Publication;
  readonly head: string | undefined;
}

async function look(
  deps: PublishingDeps,
  threadId: ThreadId,
  wanted: PublishWanted,
  signal: AbortSignal,
): Promise<Seen> {
  const thread = deps.thread(threadId);
  const { place } = thread;
  const { root } = place;
  const { through, what = "all" } = wanted;
  const [status, head] = await Promise.all([deps.commits.status(place, signal), readHead(root)]);
  if (status.conflicted.length > 0) throw new AppError("merge_conflict", status.conflicted.join("\n"));
  const branch = wanted.branch ?? status.branch;
  if (branch === undefined) throw new AppError("branch_not_found", "HEAD is on no branch: name a new one (branch)");
  const newBranch = branch !== status.branch;
  const [files, { tree }] = await Promise.all([toCommit(root, what, signal), deps.shadows.storedTree(root, signal)]);
  const commits = files.length > 0 || status.merging;
  if (through === "commit" && !commits) throw new AppError("nothing_to_commit");
  const message = commits
    ? (wanted.message?.trim() ?? (await deps.proposeMessage(threadId, what, signal)).message)
    : undefined;
  const remote = status.remote;
  if (through !== "commit" && remote === undefined) throw new AppError("remote_not_found");
  const pushes = through !== "commit" && remote !== undefined;
  const replaces = pushes && wanted.replace === true && !newBranch ? remote.commit : undefined;
  const about: Publication = {
    branch,
    newBranch,
    tree,
    ...(message === undefined ? {} : { commit: { message, files: files.slice(0, FILES), fileCount: files.length } }),
    ...(pushes
      ? {
          push: {
            remote: remote.name,
            url: remote.url,
            commits: remote.ahead,
            ...(replaces === undefined ? {} : { replaces }),
          },
        }
      : {}),
    ...(through === "pull_request"
      ? { pullRequest: await pullRequestOf(deps, thread, { wanted, branch, newBranch, message }, signal) }
      : {}),
  };
  return { about, head: head.commit };
}

async function toCommit(root: string, what: "all" | "staged", signal: AbortSignal): Promise<readonly string[]> {
  const changes = await changedPaths(root, { untracked: "all", signal });
  return changes.filter(({ staged }) => what === "all" || staged).map(({ path }) => path);
}

async function pullRequestOf(
  deps: PublishingDeps,
  thread: PublishingThread,
  {
    wanted,
    branch,
    newBranch,
    message,
  }: {
    readonly wanted: PublishWanted;
    readonly branch: string;
    readonly newBranch: boolean;
    readonly message: string | undefined;
  },
  signal: AbortSignal,
): Promise<NonNullable<Publication["pullRequest"]>> {
  const { id, title: called, plan, evidence, place } = thread;
  const about = { id, title: called, evidence, ...place, ...(plan && { plan }) };
  const forge = await deps.pullRequests.forgeOf(about, branch, signal);
  if ("reason" in forge) throw new AppError("forge_unknown", forge.reason);
  const proposal = await deps.pullRequests.propose(about, signal, branch);
  const base = wanted.base ?? proposal.base;
  if (base === branch)
    throw new AppError("branch_in_use", `${branch} is the base itself: name a new branch for the work (branch)`);
  const open = !newBranch && (thread.known?.state === "open" || thread.known?.state === "draft");
  // What the work is called until there is a commit; a plan's own words come before that.
  const own = plan?.title || (message === undefined ? "" : summaryOf(message));
  const title = wanted.title ?? (own || proposal.title);
  // What the app proposes has it already.
  const body = wanted.body === undefined ? proposal.body : [wanted.body.trim(), evidenceText(evidence)].join("\n\n");
  return {
    title,
    body: body.trim().slice(0, 60_000),
    base,
    draft: wanted.draft ?? deps.drafts(),
    ...(open ? { number: thread.known?.number } : {}),
  };
}

async function carryOut(
  deps: PublishingDeps,
  { threadId, wanted, seen }: { readonly threadId: ThreadId; readonly wanted: PublishWanted; readonly seen: Seen },
  tell: (done: string) => void,
  signal: AbortSignal,
): ReturnType<PreparedPublication["carryOut"]> {
  const { about } = seen;
  const { place, ...thread } = deps.thread(threadId);
  await requireUnchanged(deps, place.root, seen, signal);
  if (about.newBranch) {
    deps.onBranch(threadId, await deps.commits.createBranch(place, about.branch));
    tell(`Made the branch ${about.branch}.`);
  }
  if (about.commit !== undefined) {
    const request = { message: about.commit.message, what: wanted.what ?? "all", withoutHooks: false } as const;
    const { commit } = await deps.commits.commit(place, request, signal);
    tell(`Committed ${commit.slice(0, 10)} on ${about.branch}: ${summaryOf(about.commit.message)}`);
    await deps.onCommit(threadId);
  }
  if (about.push === undefined) return;
  const { replaces } = about.push;
  const request = { withoutHooks: false, ...(replaces === undefined ? {} : { replace: replaces }) };
  const pushed = await deps.commits.push(place, request, signal);
  tell(`Pushed ${pushed.commit.slice(0, 10)} to ${pushed.remote}, branch ${pushed.branch}.`);
  if (about.pullRequest === undefined) return;
  const { title, body, base, draft, number } = about.pullRequest;
  if (number !== undefined) {
    tell(`Pull request #${number} shows it: ${thread.known?.url ?? ""}`.trim());
    return;
  }
  const { id, plan } = thread;
  const asked = { id, title: thread.title, ...place, ...(plan && { plan }) };
  const made = await deps.pullRequests.create(asked, { title, body, base, draft }, signal);
  tell(`Opened ${made.state === "draft" ? "the draft pull request" : "pull request"} #${made.number}: ${made.url}`);
}

/** What the person said yes to is what is published, and nothing that came meanwhile. */
async function requireUnchanged(deps: PublishingDeps, root: string, seen: Seen, signal: AbortSignal): Promise<void> {
  const [{ tree }, { commit }] = await Promise.all([deps.shadows.storedTree(root, signal), readHead(root)]);
  if (tree !== seen.about.tree || commit !== seen.head)
    throw new AppError(
      "changed_since",
      "The files changed while the person was asked. Look at them and publish again.",
    );
}
