import type { BlobId, Evidence, MessageProposal, PlanContent, ThreadId, ThreadPullRequest } from "@flightdeck/contract";
import { type CommitPlace, type Commits, summaryOf } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import { changedPaths, readHead, type Shadows } from "../git/index.ts";
import {
  evidenceText,
  type PictureLinks,
  type PullRequests,
  withoutMarks,
  withSection,
} from "../pullRequests/index.ts";
import type { PreparedPublication, Publication, Publishing, PublishWanted } from "../tools/index.ts";
import { branchOfPictures, commitPictures, type Pictures, pushPictures, storePictures } from "./pictures.ts";

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
  /** The bytes of a picture that was kept with a thread. Rejects with `blob_not_found`. */
  readonly picture: (blob: BlobId) => Promise<Buffer>;
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
  readonly shown?: Shown;
}

/** The evidence of the work as the pull request shows it. */
interface Shown {
  readonly pictures?: Pictures;
  /** With the pictures where a commit holds them, else with their SHA-256. */
  readonly section: (commit?: string) => string;
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
  const asked = { wanted, branch, newBranch, message, remote: remote?.name };
  const opening = through === "pull_request" ? await pullRequestOf(deps, thread, asked, signal) : undefined;
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
    ...opening?.about,
  };
  return { about, head: head.commit, ...(opening?.shown && { shown: opening.shown }) };
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
    remote,
  }: {
    readonly wanted: PublishWanted;
    readonly branch: string;
    readonly newBranch: boolean;
    readonly message: string | undefined;
    readonly remote: string | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly about: Pick<Publication, "pullRequest" | "pictures">; readonly shown?: Shown }> {
  const { id, title: called, plan, evidence, place, known } = thread;
  const about = { id, title: called, evidence, ...place, ...(plan && { plan }) };
  const forge = await deps.pullRequests.forgeOf(about, branch, signal);
  if ("reason" in forge) throw new AppError("forge_unknown", forge.reason);
  const proposal = await deps.pullRequests.propose(about, signal, branch);
  const base = wanted.base ?? proposal.base;
  if (base === branch)
    throw new AppError("branch_in_use", `${branch} is the base itself: name a new branch for the work (branch)`);
  const number = !newBranch && (known?.state === "open" || known?.state === "draft") ? known.number : undefined;
  // What the work is called until there is a commit; a plan's own words come before that.
  const own = plan?.title || (message === undefined ? "" : summaryOf(message));
  const title = wanted.title ?? (own || proposal.title);
  const text = wanted.body === undefined ? proposal.body : withoutMarks(wanted.body).trim();
  const draft = wanted.draft ?? deps.drafts();
  const open = number === undefined ? {} : { number };
  if (evidence.length === 0 || remote === undefined)
    return { about: { pullRequest: { title, body: text, base, draft, ...open } } };

  const to = { branch: branchOfPictures(id, branch), remote };
  const pictures = await storePictures(place.root, to, evidence, deps.picture);
  const commit = pictures && (await commitPictures(place.root, pictures)).commit;
  const links = (at: string): PictureLinks =>
    new Map([...(pictures?.paths ?? [])].map(([blob, path]) => [blob, forge.pictureUrl(at, path)]));
  const section = (at?: string) => evidenceText(evidence, at === undefined ? undefined : links(at));
  const put = section(commit);
  const body = withSection(text, put) ?? text;
  const pullRequest = { title, body, base, draft, ...open };
  if (number !== undefined && !(await showsOther(deps, about, { number, section: put }, signal)))
    return { about: { pullRequest } };
  const shown: Shown = { section, ...(pictures && { pictures }) };
  return {
    about: {
      pullRequest: number === undefined ? pullRequest : { ...pullRequest, section: put },
      ...(pictures !== undefined && commit !== undefined
        ? { pictures: { branch: to.branch, count: pictures.paths.size, bytes: pictures.bytes, commit } }
        : {}),
    },
    shown,
  };
}

/** Whether an open pull request lacks the evidence. What cannot be read now is told when it is put there. */
async function showsOther(
  deps: PublishingDeps,
  thread: Parameters<PullRequests["sectionOf"]>[0],
  { number, section }: { readonly number: number; readonly section: string },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await deps.pullRequests.sectionOf(thread, number, section, signal)) !== "same";
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) return true;
    throw error;
  }
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
  const section = await putPictures(deps, place, seen, tell, signal);
  const { title, body, base, draft, number } = about.pullRequest;
  const { id, plan, known } = thread;
  const asked = { id, title: thread.title, ...place, ...(plan && { plan }) };
  if (number !== undefined) {
    if (section !== undefined)
      tell(wordsOf[await deps.pullRequests.putSection(asked, number, section, signal)](number));
    tell(`Pull request #${number} shows it: ${known?.url ?? ""}`.trim());
    return;
  }
  const text = section === undefined ? body : (withSection(body, section) ?? body);
  const made = await deps.pullRequests.create(asked, { title, body: text, base, draft }, signal);
  tell(`Opened ${made.state === "draft" ? "the draft pull request" : "pull request"} #${made.number}: ${made.url}`);
}

const wordsOf = {
  same: (number: number) => `Pull request #${number} has the evidence in its text already.`,
  other: (number: number) => `Put the evidence into the text of pull request #${number}.`,
  unclear: (number: number) =>
    `The text of pull request #${number} was left alone: the marks of its evidence are not one pair any more.`,
} as const;

/** Pushes the pictures, and answers with the section that shows them; without them it lists them. */
async function putPictures(
  deps: PublishingDeps,
  place: CommitPlace,
  { shown }: Seen,
  tell: (done: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (shown?.pictures === undefined) return shown?.section();
  const { branch, remote, paths } = shown.pictures;
  const pictures = paths.size === 1 ? "1 picture" : `${paths.size} pictures`;
  try {
    const commit = await pushPictures(deps.commits, place, shown.pictures, signal);
    tell(`Pushed ${pictures} to ${remote}, branch ${branch}.`);
    return shown.section(commit);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    const why = [error.message, error.detail].filter(Boolean).join(": ");
    tell(`The ${pictures} did not go to ${remote}, branch ${branch}; their SHA-256 stand in the text instead. ${why}`);
    return shown.section();
  }
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
