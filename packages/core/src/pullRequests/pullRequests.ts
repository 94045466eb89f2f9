import type {
  Evidence,
  PlanContent,
  PullRequest,
  PullRequestProposal,
  PullRequestStanding,
  ThreadId,
  ThreadPullRequest,
} from "@flightdeck/contract";
import { type Remote, remoteOf } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import { gitText, readHead } from "../git/index.ts";
import type { Forge, NewPullRequest } from "./forge.ts";
import { withSection } from "./section.ts";
import { githubForge, knowsHost } from "./gh.ts";
import { isGitHub, isOther, repositoryAt } from "./repository.ts";
import { checksMessage, commentsMessage, standingText } from "./words.ts";
import { proposePullRequest } from "./proposal.ts";

/** So many characters a forge keeps of a text. */
const MAX_BODY = 65_536;

/** A thread, as far as its pull request tells of it. */
export interface PullRequestThread {
  readonly id: ThreadId;
  readonly title: string;
  readonly root: string;
  readonly base?: string;
  readonly plan?: PlanContent;
  /** What self-tests of the work saw. */
  readonly evidence?: readonly Evidence[];
  /** What the last look left. */
  readonly known?: ThreadPullRequest;
}

export interface PullRequestsDeps {
  /** The host's own: `gh` signs in by it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** FLIGHTDECK_HOME, which is no repository. */
  readonly home: string;
  /** Keeps how a thread's pull request stands; null when it has none any more. */
  readonly keep: (threadId: ThreadId, pullRequest: ThreadPullRequest | null) => void;
}

/** The pull requests of threads. Nothing here looks by itself. */
export interface PullRequests {
  read(thread: PullRequestThread, signal?: AbortSignal): Promise<PullRequestStanding>;
  /** Of the branch that HEAD is on, or of one that is yet to be made there. */
  propose(thread: PullRequestThread, signal?: AbortSignal, branch?: string): Promise<PullRequestProposal>;
  /** Whether there is a forge to open them at, and which; nothing is asked over the network but what `gh` knows. */
  forgeOf(
    thread: PullRequestThread,
    branch: string,
    signal?: AbortSignal,
  ): Promise<Pick<Forge, "name" | "pictureUrl"> | { readonly reason: string }>;
  create(
    thread: PullRequestThread,
    wanted: Omit<NewPullRequest, "branch">,
    signal?: AbortSignal,
  ): Promise<ThreadPullRequest>;
  /**
   * Whether the text of an open one shows other evidence than this section: "same", "other", or "unclear" where its
   * marks are not a pair.
   */
  sectionOf(thread: PullRequestThread, number: number, section: string, signal?: AbortSignal): Promise<Standing>;
  /** Puts the section where the last one stood, or at the end; everything else of the text stays as it is. */
  putSection(thread: PullRequestThread, number: number, section: string, signal?: AbortSignal): Promise<Standing>;
  /** How it stands, in words to the agent. Rejects with `pull_request_not_found`. */
  standing(thread: PullRequestThread, signal?: AbortSignal): Promise<string>;
  /** The words to the agent. Rejects with `pull_request_not_found`. */
  aboutComments(thread: PullRequestThread, ids: readonly string[], note: string, signal?: AbortSignal): Promise<string>;
  /** The words to the agent. Rejects with `pull_request_not_found`, `checks_passed`. */
  aboutChecks(thread: PullRequestThread, ids: readonly string[] | undefined, signal?: AbortSignal): Promise<string>;
}

type Standing = "same" | "other" | "unclear";

interface Where {
  readonly branch: string;
  readonly remote: Remote;
  /** Undefined where pull requests cannot be made from here, for this reason. */
  readonly forge: Forge | { readonly reason: string };
}

export function createPullRequests({ environment, home, keep }: PullRequestsDeps): PullRequests {
  const gh = { environment, cwd: home };

  const locate = async ({ root }: PullRequestThread, signal?: AbortSignal, made?: string): Promise<Where> => {
    const branch = made ?? (await readHead(root)).branch;
    if (branch === undefined) throw new AppError("branch_not_found", "HEAD is on no branch");
    const remote = await remoteOf(root, branch, signal);
    const nowhere = { name: "", url: "" };
    if (remote === undefined) return { branch, remote: nowhere, forge: { reason: "This repository has no remote." } };
    // As it is written, and as `insteadOf` makes it: either may name the forge.
    const resolved = () => gitText(["remote", "get-url", "--push", remote.name], { cwd: root, signal });
    const repository = repositoryAt(remote.url) ?? repositoryAt(await resolved());
    if (repository === undefined)
      return { branch, remote, forge: { reason: "The remote is no forge that Flightdeck knows." } };
    const { host } = repository;
    if (isGitHub(host) || (!isOther(host) && (await knowsHost(gh, host, signal))))
      return { branch, remote, forge: githubForge(gh, repository) };
    return { branch, remote, forge: { reason: `Pull requests at ${host} are opened there; a push may print a link.` } };
  };

  const located = async (thread: PullRequestThread, signal?: AbortSignal) => {
    const { forge, ...where } = await locate(thread, signal);
    if ("reason" in forge) throw new AppError("forge_unknown", forge.reason);
    return { forge, ...where };
  };

  const remember = ({ id, known }: PullRequestThread, found: PullRequest | undefined): void => {
    const short = found === undefined ? null : shortOf(found);
    if (JSON.stringify(short) !== JSON.stringify(known ?? null)) keep(id, short);
  };

  /** The known one while it is open; else an open one of the branch, or what became of the known one. */
  const look = async (forge: Forge, branch: string, thread: PullRequestThread, signal?: AbortSignal) => {
    const before = thread.known === undefined ? undefined : await forge.read(thread.known.number, signal);
    if (before?.state === "open" || before?.state === "draft") return before;
    const number = await forge.find(branch, signal);
    return number === undefined ? before : forge.read(number, signal);
  };

  const current = async (thread: PullRequestThread, signal?: AbortSignal) => {
    const { forge, branch } = await located(thread, signal).catch((error: unknown) => {
      const unknown = error instanceof AppError && error.code === "forge_unknown";
      throw unknown ? new AppError("pull_request_not_found", error.detail, { cause: error }) : error;
    });
    const pullRequest = await look(forge, branch, thread, signal);
    if (pullRequest === undefined) throw new AppError("pull_request_not_found");
    remember(thread, pullRequest);
    return { forge, pullRequest };
  };

  return {
    read: async (thread, signal) => {
      const { forge, branch } = await locate(thread, signal);
      if ("reason" in forge) return { kind: "elsewhere", reason: forge.reason };
      const pullRequest = await look(forge, branch, thread, signal);
      remember(thread, pullRequest);
      return pullRequest === undefined ? { kind: "none", forge: forge.name } : { kind: "found", pullRequest };
    },
    forgeOf: async (thread, made, signal) => {
      const { forge } = await locate(thread, signal, made);
      return "reason" in forge ? forge : { name: forge.name, pictureUrl: forge.pictureUrl };
    },
    propose: async (thread, signal, made) => {
      const { branch, remote } = await locate(thread, signal, made);
      return proposePullRequest(thread.root, thread, { remote: remote.name, branch }, signal);
    },
    create: async (thread, wanted, signal) => {
      const { forge, branch } = await located(thread, signal);
      const number = await forge.create({ ...wanted, branch }, signal);
      const made = await forge.read(number, signal);
      if (made === undefined) throw new AppError("forge_failed", `It was opened as #${number}, and cannot be read`);
      remember(thread, made);
      return shortOf(made);
    },
    sectionOf: async (thread, number, section, signal) => {
      const { forge } = await located(thread, signal);
      const body = await forge.body(number, signal);
      const next = withSection(body, section);
      return next === undefined ? "unclear" : next === body ? "same" : "other";
    },
    putSection: async (thread, number, section, signal) => {
      const { forge } = await located(thread, signal);
      const body = await forge.body(number, signal);
      const next = withSection(body, section);
      if (next === undefined) return "unclear";
      if (next === body) return "same";
      if (next.length > MAX_BODY) throw new AppError("forge_failed", "Its text would be longer than the forge takes");
      await forge.setBody(number, next, signal);
      return "other";
    },
    standing: async (thread, signal) => {
      const { forge, pullRequest } = await current(thread, signal);
      const failed = pullRequest.everyCheck.filter(({ state }) => state === "failed");
      return standingText(pullRequest, await logsOf(forge, failed, signal));
    },
    aboutComments: async (thread, ids, note, signal) => {
      const { pullRequest } = await current(thread, signal);
      const chosen = pullRequest.comments.filter(({ id }) => ids.includes(id));
      if (chosen.length === 0) throw new AppError("pull_request_not_found", "These comments are gone");
      return commentsMessage(pullRequest, chosen, note);
    },
    aboutChecks: async (thread, ids, signal) => {
      const { forge, pullRequest } = await current(thread, signal);
      const failed = pullRequest.everyCheck.filter(
        ({ id, state }) => state === "failed" && (ids === undefined || ids.includes(id)),
      );
      if (failed.length === 0) throw new AppError("checks_passed");
      return checksMessage(pullRequest, await logsOf(forge, failed, signal));
    },
  };
}

const logsOf = (forge: Forge, failed: PullRequest["everyCheck"], signal?: AbortSignal) =>
  Promise.all(failed.slice(0, 8).map(async (check) => ({ check, log: await logOf(forge, check, signal) })));

/** One log that cannot be read must not keep the others from the agent. */
async function logOf(forge: Forge, check: PullRequest["everyCheck"][number], signal?: AbortSignal) {
  try {
    return check.hasLog ? await forge.logTail(check, signal) : undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError && error.code === "forge_failed") return undefined;
    throw error;
  }
}

const shortOf = ({ forge, number, url, state, checks }: PullRequest): ThreadPullRequest => ({
  forge,
  number,
  url,
  state,
  checks,
});
