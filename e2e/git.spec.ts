import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, say } from "@flightdeck/testkit";
import { branch, dialog, git, openReview, run, said, seen, strip, test, title, url } from "./forge.ts";
import { conversation, expect, expectStatus, pane, review, sidebar } from "./harness.ts";

test("staged work is committed and amended, then pushed, and a pull request of the branch is found", async ({
  app,
  client,
  repository,
  gh,
  bare,
}) => {
  await gh.answer([{ when: "pr list", print: [] }]);
  const folder = await openReview(app, client, repository);
  await writeFile(join(folder, "later.txt"), "not yet\n");
  git(folder, "add", "NOTES.md");
  await review(app).getByRole("button", { name: "Commit…" }).click();
  const commit = dialog(app, "Commit");
  await expect(commit.getByRole("radio", { name: "Staged, 1 file" })).toBeChecked();
  await expect(commit.getByRole("textbox", { name: "Commit message" })).toHaveValue(title);
  await commit.getByRole("button", { name: "Commit", exact: true }).click();
  await expect(commit).toHaveCount(0);
  expect(git(folder, "status", "--porcelain")).toBe("?? later.txt");

  await review(app).getByRole("button", { name: "Commit…" }).click();
  await commit.getByRole("checkbox", { name: "Amend the last commit" }).check();
  await commit.getByRole("textbox", { name: "Commit message" }).fill("Mend the boiler for good");
  await commit.getByRole("button", { name: "Amend" }).click();
  await expect(commit).toHaveCount(0);
  expect(git(folder, "log", "--format=%s", "main..HEAD")).toBe("Mend the boiler for good");

  await gh.answer(seen());
  await app.keyboard.press("Alt+Shift+K");
  const push = dialog(app, "Push");
  await expect(push).toContainText("1 commit to push");
  await push.getByRole("button", { name: "Push", exact: true }).click();
  await expect(push).toContainText(`${branch} is at origin`);
  expect(git(bare, "rev-parse", branch)).toBe(git(folder, "rev-parse", "HEAD"));
  // The push was a reason to look: somebody had opened one for the branch.
  await push.getByRole("button", { name: "Close" }).last().click();
  await expect(strip(app).getByRole("link", { name: "#7" })).toHaveAttribute("href", url);
  await expect(sidebar(app).getByRole("img", { name: "Pull request #7: draft" })).toBeVisible();
});

test("a draft pull request begins with what the work is about, and its words can be changed first", async ({
  app,
  client,
  repository,
  gh,
  bare,
}) => {
  await gh.answer([{ when: "pr list", print: [] }]);
  const folder = await openReview(app, client, repository);
  git(folder, "add", ".");
  git(folder, "commit", "-q", "-m", "Mend it");
  await review(app).getByRole("button", { name: "Push…" }).click();
  await dialog(app, "Push").getByRole("button", { name: "Push", exact: true }).click();
  await dialog(app, "Push").getByRole("button", { name: "Open a pull request…" }).click();
  const form = dialog(app, "Pull request");
  await expect(form.getByRole("textbox", { name: "Title" })).toHaveValue("Mend it");
  await expect(form.getByRole("checkbox", { name: "As a draft" })).toBeChecked();
  await form.getByRole("textbox", { name: "Description" }).fill("It leaked.");
  await gh.answer([{ when: "pr create", complain: "pull request create failed: GraphQL: not today", code: 1 }]);
  await form.getByRole("button", { name: "Open draft" }).click();
  await expect(form).toContainText("not today");
  await gh.answer([{ when: "pr create", print: `${url}\n` }, ...seen()]);
  await form.getByRole("button", { name: "Open draft" }).click();
  await expect(strip(app)).toContainText("Draft");
  const created = (await gh.calls()).findLast(({ args }) => args[1] === "create");
  expect([created?.input, created?.args]).toEqual([
    "It leaked.",
    expect.arrayContaining(["--title=Mend it", `--head=${branch}`, "--base=main", "--draft", "acme/harbour"]),
  ]);
  expect(git(bare, "rev-parse", branch)).toBe(git(folder, "rev-parse", "HEAD"));
});

test("failed checks and chosen comments go to the agent, and what others wrote stays text", async ({
  app,
  client,
  repository,
  gh,
  bare: _bare,
}) => {
  const evil = '<img src=x onerror="window.hit=1">\u202e\u001b[31m';
  await gh.answer([
    { when: "--job 11", print: "test\tRun\t2026-01-01T00:00:00Z boiler.test.ts: expected 4 bar\n" },
    ...seen({ statusCheckRollup: [run("test", "FAILURE", 11), run("lint", "SUCCESS", 12)], title: `Mend ${evil}` }, [
      said("t1", "NOTES.md", "grace", `Why? ${evil}`),
      said("t2", "gone.md", "ada", "Typo"),
    ]),
  ]);
  await openReview(app, client, repository);
  await expect(strip(app).getByRole("status")).toContainText("1 of 2 checks failed");
  await expect(strip(app)).toContainText('Mend <img src=x onerror="window.hit=1">⟨U+202E⟩⟨ESC⟩[31m');
  // Below its line, in the diff.
  await expect(review(app).getByRole("article", { name: "grace on the pull request" })).toContainText("Why? <img");
  await strip(app).getByRole("button", { name: "Fix failing checks" }).click();
  await expect(conversation(app, title)).toContainText("This check of pull request #7 failed.");
  await expect(conversation(app, title)).toContainText("boiler.test.ts: expected 4 bar");
  await expectStatus(app, title, "idle");

  await strip(app).getByRole("button", { name: "Show checks and comments" }).click();
  await expect(strip(app).getByRole("list", { name: "Checks" })).toContainText("CI / testfailed");
  await strip(app).getByRole("checkbox", { name: "grace" }).check();
  await strip(app).getByRole("textbox", { name: "A word to the agent" }).fill("Only this one.");
  await strip(app).getByRole("button", { name: "Send 1 to the agent" }).click();
  await expect(conversation(app, title)).toContainText("Only this one.");
  await expect(conversation(app, title)).toContainText("grace: Why?");
  await expect(conversation(app, title)).not.toContainText("Typo");
  await expect(app.locator("img[src=x]")).toHaveCount(0);
  expect(await app.evaluate(() => "hit" in window)).toBe(false);
});

test("a hook that refuses is shown, goes to the agent, or is left out when that is said", async ({
  app,
  client,
  repository,
}) => {
  const hooks = join(repository.path, ".git/hooks");
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, "pre-commit"), "#!/bin/sh\nprintf '\\033[31mno tabs\\033[0m, please\\n'; exit 1\n");
  await chmod(join(hooks, "pre-commit"), 0o755);
  const folder = await openReview(app, client, repository);
  await review(app).getByRole("button", { name: "Commit…" }).click();
  const commit = dialog(app, "Commit");
  await commit.getByRole("button", { name: "Commit", exact: true }).click();
  await expect(commit.getByRole("group", { name: "What the hook printed" })).toHaveText("no tabs, please");
  await commit.getByRole("button", { name: "Go on without hooks" }).click();
  await commit.getByRole("button", { name: "Commit without hooks" }).click();
  await expect(commit).toHaveCount(0);
  expect(git(folder, "log", "--format=%s", "main..HEAD")).toBe(title);
  await writeFile(join(folder, "more.txt"), "more\n");
  await review(app).getByRole("button", { name: "Commit…" }).click();
  await commit.getByRole("button", { name: "Commit", exact: true }).click();
  await commit.getByRole("button", { name: "Send to the agent" }).click();
  await expect(commit).toHaveCount(0);
  await expect(conversation(app, title)).toContainText("a hook of the repository refused");
  await expect(conversation(app, title)).toContainText("no tabs, please");
});

test("the model proposes a message, and the branch is renamed from its menu", async ({
  app,
  client,
  repository,
  model,
}) => {
  const folder = await openReview(app, client, repository);
  await review(app).getByRole("button", { name: "Commit…" }).click();
  const commit = dialog(app, "Commit");
  const field = commit.getByRole("textbox", { name: "Commit message" });
  await expect(field).toHaveValue(title);
  model.script([answer(say("Write notes\n\nThey were missing."))]);
  await commit.getByRole("button", { name: "Propose a message" }).click();
  await expect(field).toHaveValue("Write notes\n\nThey were missing.");
  await commit.getByRole("button", { name: "Commit", exact: true }).click();
  await expect(commit).toHaveCount(0);
  expect(git(folder, "log", "-1", "--format=%s")).toBe("Write notes");

  await pane(app, title).getByRole("button", { name: "Worktree and branch:" }).click();
  await app.getByRole("menuitem", { name: "Rename the branch…" }).click();
  const rename = dialog(app, "Rename the branch");
  await rename.getByRole("textbox", { name: "Name" }).fill("a..b");
  await rename.getByRole("button", { name: "Rename" }).click();
  await expect(rename).toContainText("git allows no branch of this name");
  await rename.getByRole("textbox", { name: "Name" }).fill("topic/notes");
  await rename.getByRole("button", { name: "Rename" }).click();
  await expect(rename).toHaveCount(0);
  await expect(pane(app, title).getByRole("button", { name: "Worktree and branch:" })).toContainText("topic/notes");
  expect([git(folder, "symbolic-ref", "--short", "HEAD"), (await client.worktrees.list({}))[0]?.branch]).toEqual([
    "topic/notes",
    "topic/notes",
  ]);
});
