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
