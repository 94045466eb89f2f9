import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import {
  type Files,
  gitEnvironment,
  type GhAnswer,
  type StandInGh,
  standInGh,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { type TestCore, testCore } from "../../testing/testCore.ts";

/** A project whose remote is at GitHub by name and a folder in truth, a core, and a stand-in for `gh`. */
export interface Harbour extends AsyncDisposable {
  readonly on: TestCore;
  readonly repo: TemporaryRepository;
  readonly gh: StandInGh;
  readonly bare: string;
  readonly git: (cwd: string, ...args: readonly string[]) => string;
  /** A thread in a worktree of its own. */
  begin(text: string): Promise<{ readonly threadId: ThreadId; readonly worktree: string }>;
}

export const url = "https://github.com/acme/harbour/pull/7";

/** What `gh` answers about a pull request of a branch that has none yet. */
export const opening = (more: Record<string, unknown> = {}, threads: readonly unknown[] = []): readonly GhAnswer[] => [
  { when: "pr create", print: `${url}\n` },
  { when: "pr list", print: [] },
  { when: "pr view 7", print: pullRequest(more) },
  { when: "api graphql", print: { data: { repository: { pullRequest: { reviewThreads: { nodes: threads } } } } } },
];

export const pullRequest = (more: Record<string, unknown> = {}) => ({
  number: 7,
  url,
  title: "Mend the boiler",
  state: "OPEN",
  isDraft: true,
  baseRefName: "main",
  headRefName: "flightdeck/mend-the-boiler",
  headRefOid: "1234567890",
  mergeable: "MERGEABLE",
  reviewDecision: "",
  statusCheckRollup: [],
  reviews: [],
  comments: [],
  ...more,
});

export async function harbour(files: Files, given: { readonly config?: string } = {}): Promise<Harbour> {
  const folder = await temporaryFolder("flightdeck-harbour-");
  const repo = await temporaryRepository({ files });
  const gh = await standInGh(join(folder.path, "bin"));
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync("git", args, { cwd, env: { ...process.env, ...gitEnvironment }, encoding: "utf8" }).trim();
  const bare = join(folder.path, "bare.git");
  git(folder.path, "init", "-q", "--bare", "-b", "main", bare);
  git(repo.path, "remote", "add", "origin", "https://github.com/acme/harbour.git");
  git(repo.path, "config", `url.${bare}.insteadOf`, "https://github.com/acme/harbour.git");
  git(repo.path, "push", "-q", "origin", "main");
  const on = await testCore({ ...given, environment: { PATH: gh.path } });
  return {
    on,
    repo,
    gh,
    bare,
    git,
    begin: async (text) => {
      const { project } = await on.core.projects.locate(repo.path);
      const workspace = { kind: "worktree", base: "main", copyLocalChanges: false } as const;
      const threadId = await on.core.threads.create({ projectId: project.id, workspace, text });
      const { worktree } = await on.when(threadId, (thread) => thread.worktree?.state === "ready");
      return { threadId, worktree: worktree?.path ?? "" };
    },
    [Symbol.asyncDispose]: async () => {
      await on[Symbol.asyncDispose]();
      await repo[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
