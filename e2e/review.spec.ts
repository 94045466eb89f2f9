import { execFileSync } from "node:child_process";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Client } from "./host.ts";
import {
  answerApproval,
  commit,
  expect,
  expectStatus,
  nameOf,
  pane,
  review,
  startThread,
  test,
  threadLink,
} from "./harness.ts";

const title = "Work to read";

/** A thread that is done, its worktree's folder, and its review in front. */
async function openReview(page: Page, client: Client, project: string): Promise<string> {
  await startThread(page, project, `${title}\nscenario:work NOTES.md`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  return worktree?.path ?? "";
}

const files = (page: Page) => review(page).getByRole("navigation", { name: "Files" });

test("every kind of change is shown as what it is, and nothing of it as markup", async ({
  app,
  client,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await writeFile(join(folder, "picture.bin"), Buffer.from([0, 1, 2, 255, 0]));
  await writeFile(join(folder, "empty.txt"), "");
  await rename(join(folder, "README.md"), join(folder, "READ.md"));
  await chmod(join(folder, "src/index.ts"), 0o755);
  await writeFile(
    join(folder, '<img src=x onerror="window.hit=1">\n.ts'),
    "if (admin\u202e) {} // <b>bold</b>\u0007\n",
  );

  await expect(files(app)).toContainText("picture.bin");
  const odd = files(app).getByRole("button", { name: '<img src=x onerror="window.hit=1">⟨LF⟩.ts' });
  await odd.click();
  await expect(review(app)).toContainText("if (admin⟨U+202E⟩) {} // <b>bold</b>⟨BEL⟩");
  await expect(review(app)).toContainText("binary");
  await expect(review(app)).toContainText("empty file");
  await expect(review(app)).toContainText("mode 644 → 755");
  await expect(review(app)).toContainText("from README.md");
  await expect(review(app).locator("img")).toHaveCount(0);
  expect(await app.evaluate(() => "hit" in window)).toBe(false);
});

test("a change in the folder shows up by itself, and what is read stays in its place", async ({
  app,
  client,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await mkdir(join(folder, "many"));
  const lines = (word: string) => Array.from({ length: 60 }, (_, line) => `${word} line ${line}\n`).join("");
  for (let index = 0; index < 12; index += 1)
    await writeFile(join(folder, `many/file${index}.txt`), lines(`f${index}`));
  await files(app).getByRole("button", { name: "file8.txt" }).click();
  const mark = review(app).getByText("f8 line 5", { exact: true });
  await expect(mark).toBeInViewport();
  const before = await mark.boundingBox();

  await writeFile(join(folder, "many/file1.txt"), `${lines("f1")}and one more\n${lines("new")}`);
  await expect(files(app).getByRole("button", { name: "file1.txt" })).toContainText("+121");
  await expect(mark).toBeInViewport();
  expect(await mark.boundingBox()).toEqual(before);

  // A file behind those that are listed at first is gone to as soon as its name is there.
  await app.reload();
  await files(app).getByRole("button", { name: "file9.txt" }).click();
  await expect(review(app).getByText("f9 line 5", { exact: true })).toBeInViewport();
});

test("J and K go from file to file, and the filter narrows the list", async ({ app, client, repository }) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await writeFile(join(folder, "a.txt"), "a\n");
  await writeFile(join(folder, "b.txt"), "b\n");
  const current = files(app).locator("[aria-current]");
  await files(app).getByRole("button", { name: "a.txt" }).click();
  await app.keyboard.press("j");
  await expect(current).toContainText("b.txt");
  await app.keyboard.press("k");
  await app.keyboard.press("k");
  await expect(current).toContainText("NOTES.md");
  await app.keyboard.press("/");
  await app.keyboard.type("b.t");
  await expect(files(app).getByRole("button", { name: /\.(?:txt|md)/ })).toHaveCount(1);
});

test("what stands in the way of landing is said, with the paths, and goes when it is mended", async ({
  app,
  client,
  repository,
}) => {
  const status = review(app).getByRole("status");
  await openReview(app, client, nameOf(repository.path));
  await expect(status).toContainText("1 file to commit first");
  await expect(review(app).getByRole("button", { name: "Land on main" })).toHaveAttribute("aria-disabled", "true");
  await commit(app);
  await expect(status).toContainText("Ready to land on main");

  await review(app).getByRole("button", { name: "Land on main" }).click();
  await repository.write({ "NOTES.md": "Mine.\n" });
  await repository.git("add", "-A");
  await repository.git("commit", "--quiet", "-m", "Notes of my own");
  // The base moved while the person wrote: the refusal comes where they look, and brings the news.
  await app.getByRole("dialog").getByRole("button", { name: "Land", exact: true }).click();
  await expect(app.getByRole("dialog").getByRole("alert")).toContainText("NOTES.md");
  await app.keyboard.press("Escape");
  await expect(status).toContainText("Conflicts with main in 1 file");
  await expect(status).toContainText("NOTES.md");
});

test("a review that is open while the agent works can be committed when the turn ends", async ({ app, repository }) => {
  await startThread(
    app,
    nameOf(repository.path),
    `${title}\nscenario:edit NOTES.md scenario:approve echo it changes no file`,
  );
  await expectStatus(app, title, "waiting_approval");
  await expect(threadLink(app, title)).toContainText("+1");
  await pane(app, title).getByRole("button", { name: "Review" }).click();
  const gate = review(app).getByRole("group", { name: "Landing" });
  await expect(gate).toContainText("The agent waits for your answer");
  await answerApproval(app, title, "Approve");
  await expect(gate).toContainText("1 file to commit first");
  await commit(app);
  await expect(gate).toContainText("Ready to land on main");
});

test("keys go from change to change, choose lines, and find in files that were not fetched", async ({
  app,
  client,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  const lines = (word: string) => Array.from({ length: 400 }, (_, line) => `${word} line ${line}\n`).join("");
  await mkdir(join(folder, "many"));
  for (let index = 0; index < 40; index += 1) await writeFile(join(folder, `many/f${index}.txt`), lines(`f${index}`));
  await writeFile(join(folder, "package-lock.json"), "{}\n");
  await files(app).getByRole("button", { name: "f10.txt" }).click();
  await expect(review(app).getByText("f10 line 3", { exact: true })).toBeInViewport();

  await app.keyboard.press("n");
  await app.keyboard.press("Shift+ArrowDown");
  await app.keyboard.press("Shift+ArrowDown");
  const chosen = review(app).getByRole("toolbar", { name: "Selected lines" });
  await expect(chosen).toContainText("Lines 1–2");
  await app.keyboard.press("Escape");
  await expect(chosen).toHaveCount(0);

  await app.keyboard.press("Control+f");
  await app.keyboard.type("f39 line 321");
  const found = review(app).getByRole("search", { name: "Find in the diff" });
  await expect(found.getByRole("status")).toHaveText("1 line");
  await app.keyboard.press("Enter");
  await expect(review(app).getByText("f39 line 321", { exact: true })).toBeInViewport();
  await app.keyboard.press("Escape");
  await expect(found).toHaveCount(0);

  await files(app).getByRole("textbox", { name: "Filter files" }).fill("package-lock");
  await expect(review(app)).toContainText("lock file, folded");
});

test("a turn, a commit and what is staged are looked at by themselves", async ({ app, client, repository }) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@localhost", ...args], { cwd: folder });
  git("add", "-A");
  git("commit", "-qm", "Take <b>notes</b>");
  await writeFile(join(folder, "README.md"), "# Harbour\n\nA  small thing to work on.\n");
  await writeFile(join(folder, "staged.txt"), "staged\n");
  git("add", "staged.txt");
  const pick = async (name: RegExp) => {
    await review(app)
      .getByRole("button", { name: /^(More to compare|Compared)/ })
      .click();
    await app.getByRole("menuitemcheckbox", { name }).click();
  };
  const names = files(app).getByRole("button", { name: /\.(md|txt|ts)/ });

  await pick(/^Turn 1/);
  await expect(names).toHaveText([/NOTES\.md/]);
  await pick(/Take <b>notes<\/b>/);
  await expect(names).toHaveText([/NOTES\.md/]);
  await pick(/^Staged/);
  await expect(names).toHaveText([/staged\.txt/]);
  await review(app).getByText("Uncommitted", { exact: true }).click();
  await expect(names).toHaveText([/README\.md/, /staged\.txt/]);
  await review(app).getByRole("button", { name: "Ignore spaces" }).click();
  await expect(review(app)).toContainText("spaces only");
});
