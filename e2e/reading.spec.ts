import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { TemporaryRepository } from "@flightdeck/testkit";
import type { Client } from "./host.ts";
import { commit, expect, expectStatus, nameOf, pane, review, startThread, test, threadLink } from "./harness.ts";

const title = "Work to read";
/** Sixty lines with some of them replaced. */
const edited = (changes: Readonly<Record<number, string>>): string =>
  Array.from({ length: 60 }, (_, at) => `${changes[at] ?? `line ${at}`}\n`).join("");

/** A thread that is done, its worktree's folder, and its review in front. */
async function openReview(page: Page, client: Client, repository: TemporaryRepository): Promise<string> {
  await startThread(page, nameOf(repository.path), `${title}\nscenario:work NOTES.md`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  await writeFile(join(folder, "README.md"), edited({ 5: "five", 30: "thirty", 50: "fifty" }));
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  return folder;
}

const file = (page: Page, name: string) =>
  review(page).getByRole("navigation", { name: "Files" }).getByRole("button", { name });
const hunk = (page: Page, number: number, path: string) =>
  review(page).getByRole("group", { name: `Hunk ${number} of ${path}` });
const foot = (page: Page) => review(page).getByRole("progressbar", { name: "Read" });

test("hunks and files are read by button and key, and stay so over new work and a reload", async ({
  app,
  client,
  repository,
}) => {
  await repository.commit("More to change", { "README.md": edited({}) });
  const folder = await openReview(app, client, repository);
  await expect(review(app)).toContainText("0 of 4 hunks");
  await file(app, "README.md").click();
  await hunk(app, 1, "README.md").getByRole("button", { name: "Read hunk" }).click();
  await expect(review(app)).toContainText("1 of 3 read");
  await expect(review(app)).toContainText("1 of 4 hunks");
  // U goes to the next unread one, E reads it and goes on.
  await app.keyboard.press("u");
  await expect(hunk(app, 2, "README.md")).toBeInViewport();
  await app.keyboard.press("e");
  await expect(review(app)).toContainText("2 of 3 read");
  // What is not in sight yet is not read by a key.
  await expect(hunk(app, 3, "README.md")).toBeInViewport();
  await expect(async () => {
    await app.keyboard.press("e");
    await expect(file(app, "README.md").getByRole("img", { name: "read", exact: true })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await review(app).getByRole("button", { name: "Mark all read" }).click();
  await expect(review(app)).toContainText("4 of 4 hunks");
  await expect(foot(app)).toHaveAttribute("aria-valuenow", "4");
  const row = threadLink(app, title);
  await expect(row.getByRole("img", { name: "All 4 hunks read" })).toBeVisible();

  await writeFile(join(folder, "README.md"), `new\n${edited({ 15: "fifteen", 30: "thirty", 50: "fifty" })}`);
  await expect(review(app)).toContainText("3 of 5 hunks");
  await expect(review(app).getByText("changed since you looked").first()).toBeVisible();
  // Where the next thing to review is chosen it stands too.
  await expect(row.getByRole("img", { name: /^3 of 5 hunks read, \d changed since you looked$/ })).toBeVisible();
  await app.getByRole("button", { name: /^Deck/ }).click();
  const card = app.getByRole("region", { name: "Deck", exact: true }).getByRole("article", { name: title });
  await expect(card).toContainText(/\d new to read/);
  await row.click();
  await review(app)
    .getByRole("button", { name: /Since you looked/ })
    .click();
  await expect(file(app, "NOTES.md")).toHaveCount(0);
  await app.reload();
  await expect(review(app)).toContainText("3 of 5 hunks");
  await file(app, "README.md").click();
  await app.keyboard.press("v");
  await expect(review(app)).toContainText("5 of 5 hunks");
  await expect(review(app).getByRole("button", { name: /Since you looked/ })).toHaveCount(0);
});

test("a review is entered, read to its end and left by keys alone, files without lines too", async ({
  app,
  client,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), `${title}\nscenario:work NOTES.md`);
  await expectStatus(app, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  await writeFile(join(folder, "AN_EMPTY_FILE"), "");
  await chmod(join(folder, "README.md"), 0o755);
  const box = pane(app, title).getByRole("textbox", { name: "Message" });
  await box.focus();
  await app.keyboard.press("Control+Shift+G");
  await expect(review(app).locator(":focus")).toHaveCount(1);
  await expect(review(app)).toContainText("0 of 3 hunks");
  await expect(async () => {
    await app.keyboard.press("e");
    await expect(review(app)).toContainText("3 of 3 hunks", { timeout: 500 });
  }).toPass();
  // What a dialog or a button that goes had of the focus comes back to the review.
  await commit(app);
  await expect(review(app).locator(":focus")).toHaveCount(1);
  await app.keyboard.press("/");
  await expect(review(app).getByRole("textbox", { name: "Filter files" })).toBeFocused();
  await app.keyboard.press("Control+Shift+G");
  await expect(box).toBeFocused();
  await expect(box).toHaveText("");
  await expect(review(app)).toBeVisible();
});

test("the gate holds critical work back until it is read, and a landing all the same is written down", async ({
  app,
  client,
  repository,
}) => {
  await repository.commit("Say who looks at what", {
    ".flightdeck/review.toml": 'human = ["README.md"]\ndefault = "none"\n',
    "README.md": edited({}),
  });
  await openReview(app, client, repository);
  const gate = review(app).getByRole("group", { name: "Landing" });
  await expect(gate).toContainText("4 hunks to read, 3 critical");
  await commit(app);
  await expect(gate).toContainText("Not ready to land");
  await gate.getByRole("button", { name: "4 hunks to read, 3 critical" }).click();
  await expect(hunk(app, 1, "README.md")).toBeAttached();

  await gate.getByRole("button", { name: "Land on main" }).click();
  const dialog = app.getByRole("dialog");
  await expect(dialog).toContainText("4 hunks to read, 3 critical");
  const land = dialog.getByRole("button", { name: "Land all the same" });
  await expect(land).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: "Why it lands all the same" }).fill("The <b>shop</b> is down\u202e");
  await land.click();
  await expect(gate).toContainText("Landed on main");
  const log = pane(app, title).getByRole("log", { name: "Conversation" });
  await expect(log).toContainText("The <b>shop</b> is down⟨U+202E⟩");
  await expect(log).toContainText("Missing: 4 hunks to read, 3 critical");
});

test("critical work that a person has read lands", async ({ app, client, repository }) => {
  await repository.commit("Say who looks at what", {
    ".flightdeck/review.toml": 'human = ["README.md"]\ndefault = "none"\n',
    "README.md": edited({}),
  });
  await openReview(app, client, repository);
  await commit(app);
  const gate = review(app).getByRole("group", { name: "Landing" });
  await expect(gate).toContainText("Not ready to land");
  await file(app, "README.md").click();
  await expect(review(app).getByText("human", { exact: true })).toBeVisible();
  await app.keyboard.press("v");
  await expect(gate).toContainText("Ready to land on main");
  await gate.getByRole("button", { name: "Land on main" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Land", exact: true }).click();
  await expect(gate).toContainText("Landed on main");
});
