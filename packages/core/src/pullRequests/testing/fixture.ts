import { join } from "node:path";
import { type ThreadId, ThreadId as Id, type ThreadPullRequest } from "@flightdeck/contract";
import { type GhAnswer, type StandInGh, standInGh } from "@flightdeck/testkit";
import { git, makeRepository, temporaryFolder, write } from "../../git/testing/repository.ts";
import { createPullRequests, type PullRequests, type PullRequestThread } from "../index.ts";

/** A checkout on a branch of its own, whose remote is at GitHub by name, and a program in the place of `gh`. */
export interface Fixture extends Disposable {
  readonly folder: string;
  readonly root: string;
  readonly gh: StandInGh;
  readonly pullRequests: PullRequests;
  readonly thread: PullRequestThread;
  /** What was kept, the last at the end. */
  readonly kept: (ThreadPullRequest | null)[];
}

export const branch = "flightdeck/fix-the-bug";

export async function fixture(
  given: { readonly url?: string; readonly answers?: readonly GhAnswer[]; readonly path?: string } = {},
): Promise<Fixture> {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), { a: "1\n" });
  git(root, "remote", "add", "origin", given.url ?? "https://github.com/acme/harbour.git");
  git(root, "checkout", "-q", "-b", branch);
  write(root, { a: "2\n" });
  git(root, "commit", "-q", "-a", "-m", "Mend the boiler");
  const gh = await standInGh(join(temporary.path, "bin"));
  await gh.answer(given.answers ?? []);
  const kept: (ThreadPullRequest | null)[] = [];
  const environment = {
    PATH: given.path ?? gh.path,
    HOME: temporary.path,
    GH_TOKEN: "a token of the person",
    GH_REPO: "evil/elsewhere",
    GH_DEBUG: "api",
    GIT_DIR: "/elsewhere",
  };
  return {
    folder: temporary.path,
    root,
    gh,
    pullRequests: createPullRequests({
      environment,
      home: temporary.path,
      keep: (_threadId: ThreadId, pullRequest) => kept.push(pullRequest),
    }),
    thread: { id: Id.parse("thread_1"), title: "Mend the boiler", root, base: "main" },
    kept,
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  };
}

/** What `gh pr view --json` prints of an open pull request. */
export const view = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  number: 7,
  url: "https://github.com/acme/harbour/pull/7",
  title: "Mend the boiler",
  state: "OPEN",
  isDraft: true,
  baseRefName: "main",
  headRefName: branch,
  headRefOid: "1234567890",
  mergeable: "MERGEABLE",
  reviewDecision: "REVIEW_REQUIRED",
  statusCheckRollup: [],
  reviews: [],
  comments: [],
  ...change,
});

/** What the question for comments on lines is answered with. */
export const lineThreads = (nodes: readonly unknown[] = []): unknown => ({
  data: { repository: { pullRequest: { reviewThreads: { nodes } } } },
});

export const found = (more: Record<string, unknown> = {}, nodes: readonly unknown[] = []): readonly GhAnswer[] => [
  { when: "pr list", print: [{ number: 7, headRefName: branch, isCrossRepository: false }] },
  { when: "pr view 7", print: view(more) },
  { when: "api graphql", print: lineThreads(nodes) },
];

export const run = (name: string, conclusion: string, job?: number): Record<string, unknown> => ({
  __typename: "CheckRun",
  name,
  workflowName: "CI",
  status: conclusion === "" ? "IN_PROGRESS" : "COMPLETED",
  conclusion,
  detailsUrl: job === undefined ? "" : `https://github.com/acme/harbour/actions/runs/1/job/${job}`,
});
