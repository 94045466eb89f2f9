import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  type GhAnswer,
  gitEnvironment,
  type StandInGh,
  standInGh,
  type TemporaryRepository,
} from "@flightdeck/testkit";
import { test as base, expect, expectStatus, nameOf, pane, review, startThread } from "./harness.ts";
import { type Client, startHost } from "./host.ts";

export const title = "Mend the boiler";
export const branch = "flightdeck/mend-the-boiler";
export const url = "https://github.com/acme/harbour/pull/7";

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd, env: { ...process.env, ...gitEnvironment }, encoding: "utf8" }).trim();

/** Specs in which the host finds a `gh` that answers from a script, and a push to GitHub goes to a folder. */
export const test = base.extend<{ readonly gh: StandInGh; readonly bare: string }>({
  gh: async ({ home }, use) => {
    await use(await standInGh(join(home.path, "bin")));
  },
  host: async ({ home, model, gh }, use) => {
    await using host = await startHost({ home: home.path, model: model.url, env: { PATH: gh.path } });
    await use(host);
  },
  /** Where a push to GitHub goes in truth. */
  bare: async ({ home, repository }, use) => {
    const bare = join(home.path, "bare.git");
    git(home.path, "init", "-q", "--bare", "-b", "main", bare);
    git(repository.path, "remote", "add", "origin", "https://github.com/acme/harbour.git");
    git(repository.path, "config", `url.${bare}.insteadOf`, "https://github.com/acme/harbour.git");
    git(repository.path, "push", "-q", "origin", "main");
    await use(bare);
  },
});

/** A thread that is done, with its review in front; answers with its worktree. */
export async function openReview(page: Page, client: Client, repository: TemporaryRepository): Promise<string> {
  await startThread(page, nameOf(repository.path), `${title}\nscenario:work NOTES.md`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  return worktree?.path ?? "";
}

export const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
export const strip = (page: Page) => review(page).getByRole("region", { name: "Pull request" });

/** A job of GitHub's own, as `gh` tells of it. */
export const run = (name: string, conclusion: string, job: number) => ({
  __typename: "CheckRun",
  name,
  workflowName: "CI",
  status: conclusion === "" ? "IN_PROGRESS" : "COMPLETED",
  conclusion,
  detailsUrl: `https://github.com/acme/harbour/actions/runs/1/job/${job}`,
});

/** What somebody said to a line, as `gh` tells of it. */
export const said = (id: string, path: string, author: string, body: string, more: object = {}) => ({
  id,
  path,
  line: 1,
  diffSide: "RIGHT",
  comments: { nodes: [{ author: { login: author }, body, createdAt: "2026-01-01T00:00:00Z" }] },
  ...more,
});

/** Answers for a branch that has a pull request. */
export const seen = (more: Record<string, unknown> = {}, threads: readonly unknown[] = []): readonly GhAnswer[] => [
  { when: "pr list", print: [{ number: 7, headRefName: branch, isCrossRepository: false }] },
  {
    when: "pr view 7",
    print: {
      number: 7,
      url,
      title,
      state: "OPEN",
      isDraft: true,
      baseRefName: "main",
      headRefName: branch,
      headRefOid: "1234567890",
      mergeable: "MERGEABLE",
      reviewDecision: "",
      statusCheckRollup: [],
      reviews: [],
      comments: [],
      ...more,
    },
  },
  { when: "api graphql", print: { data: { repository: { pullRequest: { reviewThreads: { nodes: threads } } } } } },
];
