import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dialog, git, openReview, run, said, seen, strip, test } from "./forge.ts";
import { expect, pane, review } from "./harness.ts";
import { photograph } from "./look.ts";

test("commits, pushes and pull requests", async ({ app, client, repository, gh, bare: _bare }) => {
  test.slow(); // axe looks through all of it a dozen times
  const hooks = join(repository.path, ".git/hooks");
  const asked = "Why is this a note and not a test? Something that runs should check the boiler's pressure.";
  const review7 = { author: { login: "grace" }, body: "Nearly there.", submittedAt: "2026-01-02T00:00:00Z" };
  const checks = [
    run("test", "FAILURE", 11),
    run("lint", "SUCCESS", 12),
    run("e2e", "", 13),
    run("docs", "SKIPPED", 14),
  ];
  await gh.answer(
    seen(
      {
        statusCheckRollup: checks,
        reviewDecision: "CHANGES_REQUESTED",
        reviews: [{ id: "r1", state: "CHANGES_REQUESTED", ...review7 }],
      },
      [said("t1", "NOTES.md", "grace", asked), said("t2", "src/index.ts", "linus", "Typo", { isOutdated: true })],
    ),
  );
  const folder = await openReview(app, client, repository);
  git(folder, "add", "NOTES.md");
  git(folder, "commit", "-q", "-m", "Write the notes");
  await writeFile(join(folder, "staged.txt"), "yes\n");
  git(folder, "add", "staged.txt");
  await writeFile(join(folder, "later.txt"), "not yet\n");
  await mkdir(hooks, { recursive: true });
  await writeFile(
    join(hooks, "pre-commit"),
    "#!/bin/sh\nprintf '\\033[31mboiler.ts:3\\033[0m no tabs, please\\n'; exit 1\n",
  );
  await chmod(join(hooks, "pre-commit"), 0o755);
  await expect(strip(app).getByRole("status")).toContainText("1 of 4 checks failed");
  await strip(app).getByRole("button", { name: "Show checks and comments" }).click();
  await strip(app).getByRole("checkbox", { name: "Send what grace said" }).first().check();
  await photograph(app, "pull-request");
  await strip(app).getByRole("button", { name: "Hide checks and comments" }).click();

  await review(app).getByRole("button", { name: "Commit…" }).click();
  await dialog(app, "Commit").getByRole("button", { name: "Commit", exact: true }).click();
  await expect(dialog(app, "Commit").getByRole("group", { name: "What the hook printed" })).toBeVisible();
  await photograph(app, "commit");
  await app.keyboard.press("Escape");

  await gh.answer([{ when: "pr list", print: [] }, ...seen({ state: "MERGED" })]);
  await strip(app).getByRole("button", { name: "Read the pull request again" }).click();
  await expect(strip(app)).toContainText("Merged");
  await review(app).getByRole("button", { name: "Push…" }).click();
  await dialog(app, "Push").getByRole("button", { name: "Push", exact: true }).click();
  await expect(dialog(app, "Push").getByRole("status")).toBeVisible();
  await photograph(app, "push");
  await dialog(app, "Push").getByRole("button", { name: "Open a pull request…" }).click();
  await expect(dialog(app, "Pull request").getByRole("textbox", { name: "Title" })).toHaveValue("Write the notes");
  await photograph(app, "pull-request-form");
  await app.keyboard.press("Escape");

  await pane(app, "Mend the boiler").getByRole("button", { name: "Worktree and branch:" }).click();
  await app.getByRole("menuitem", { name: "Rename the branch…" }).click();
  await expect(dialog(app, "Rename the branch")).toBeVisible();
  await photograph(app, "branch");
});
