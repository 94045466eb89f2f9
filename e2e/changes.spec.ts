import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import type { Client } from "./host.ts";
import { expect, expectStatus, nameOf, pane, review, startThread, test } from "./harness.ts";

const title = "Work to sort";

/** Two versions of a file whose changes are two hunks apart. */
const lines = (first: string, last: string) =>
  [first, ...Array.from({ length: 20 }, (_, line) => `line ${line}`), last, ""].join("\n");

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)("git", args, { cwd: folder })).stdout;
}

/** A thread at rest whose worktree has uncommitted changes, with its review in front. */
async function openReview(page: Page, client: Client, project: string): Promise<string> {
  await startThread(page, project, `${title}\nscenario:run printf x`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  await writeFile(join(folder, "list.txt"), lines("first", "last"));
  await git(folder, "add", "list.txt");
  await git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "List");
  await writeFile(join(folder, "list.txt"), lines("first changed", "last changed"));
  await writeFile(join(folder, "new.txt"), "new\n");
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await showUncommitted(page);
  await expect(review(page)).toContainText("last changed");
  return folder;
}

async function showUncommitted(page: Page): Promise<void> {
  await review(page).getByText("Uncommitted", { exact: true }).click();
}

const hunk = (page: Page, number: number, path: string) =>
  review(page).getByRole("group", { name: `Hunk ${number} of ${path}` });

test("a hunk is staged and unstaged, and what is staged is seen", async ({ app, client, repository }) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await hunk(app, 2, "list.txt").getByRole("button", { name: "Stage hunk" }).click();
  await expect(review(app)).toContainText("partly staged");
  expect(await git(folder, "show", ":list.txt")).toBe(lines("first", "last changed"));
  await hunk(app, 2, "list.txt").getByRole("button", { name: "Unstage hunk" }).click();
  await expect(review(app)).not.toContainText("staged");
  expect(await git(folder, "diff", "--cached", "--name-only")).toBe("");

  await review(app).getByRole("button", { name: "All changes" }).click();
  await app.getByRole("menuitem", { name: "Stage all", exact: true }).click();
  await expect(hunk(app, 1, "new.txt").getByRole("button", { name: "Unstage hunk" })).toBeAttached();
  expect(await git(folder, "diff", "--cached", "--name-only")).toBe("list.txt\nnew.txt\n");
});

test("a hunk is reverted and brought back, everything only after a question, and undo outlives a reload", async ({
  app,
  client,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  const read = (name: string) => readFile(join(folder, name), "utf8");
  await hunk(app, 1, "list.txt").getByRole("button", { name: "Revert hunk" }).click();
  const bar = review(app).getByRole("status", { name: "Reverted" });
  await expect(bar).toContainText("Reverted 2 lines in list.txt");
  expect(await read("list.txt")).toBe(lines("first", "last changed"));
  await bar.getByRole("button", { name: "Undo" }).click();
  await expect(bar).toBeHidden();
  expect(await read("list.txt")).toBe(lines("first changed", "last changed"));

  await review(app).getByRole("button", { name: "All changes" }).click();
  await app.getByRole("menuitem", { name: "Revert all…" }).click();
  await app.getByRole("alertdialog").getByRole("button", { name: "Revert all" }).click();
  await expect(review(app)).toContainText("No changes");
  expect(await git(folder, "status", "--porcelain")).toBe("");

  await app.reload();
  await expect(bar).toContainText("Reverted 2 files");
  await bar.getByRole("button", { name: "Dismiss" }).click();
  await app.keyboard.press("Alt+Shift+Z");
  await expect.poll(() => git(folder, "status", "--porcelain")).toBe(" M list.txt\n?? new.txt\n");
  expect([await read("list.txt"), await read("new.txt")]).toEqual([lines("first changed", "last changed"), "new\n"]);
});

test("lines that are chosen are staged alone, by the keyboard", async ({ app, client, repository }) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  const added = review(app).getByText("first changed", { exact: true });
  await added.hover();
  await review(app).locator("[data-line-type='addition'] [data-column-number], [data-column-number]").first().click();
  const bar = review(app).getByRole("toolbar", { name: "Selected lines" });
  await expect(bar).toBeVisible();
  await app.keyboard.press("Alt+G");
  await expect(bar).toBeHidden();
  await expect(review(app)).toContainText("partly staged");
  expect(await git(folder, "diff", "--cached", "--numstat")).toMatch(/^(1\t0|0\t1)\tlist\.txt\n$/);
});

test("the hunks of the last turn alone are staged", async ({ app, client, repository }) => {
  await startThread(app, nameOf(repository.path), `${title}\nscenario:run printf 'one\\n' > notes.txt`);
  await expectStatus(app, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  await writeFile(join(folder, "README.md"), "# Changed by hand\n");
  const box = pane(app, title).getByRole("textbox", { name: "Message" });
  await box.fill("scenario:run printf 'two\\n' >> notes.txt");
  await box.press("Enter");
  await expect.poll(() => readFile(join(folder, "notes.txt"), "utf8")).toBe("one\ntwo\n");
  await expectStatus(app, title, "idle");
  await pane(app, title).getByRole("button", { name: "Review" }).click();
  await review(app).getByText("Last turn", { exact: true }).click();
  await hunk(app, 1, "notes.txt").getByRole("button", { name: "Stage hunk" }).click();
  await expect.poll(() => git(folder, "diff", "--cached", "--name-only")).toBe("notes.txt\n");
  expect(await git(folder, "show", ":notes.txt")).toBe("two\n");
});
