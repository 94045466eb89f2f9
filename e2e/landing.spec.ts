import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TemporaryRepository } from "@flightdeck/testkit";
import type { Page } from "@playwright/test";
import type { Client } from "./host.ts";
import { commit, expect, expectStatus, land, nameOf, pane, review, startThread, test, threadLink } from "./harness.ts";

const title = "Work to land";
const odd = '<img src=x onerror="window.hit=1">\u202e.txt';

// Whole journeys: a machine at its limit gets the time that they take.
test.slow();

const gate = (page: Page) => review(page).getByRole("group", { name: "Landing" });
const dialog = (page: Page) => page.getByRole("dialog");

/** What git prints there. */
const said = async (repository: TemporaryRepository, ...args: readonly string[]): Promise<string> =>
  (await repository.git(...args)).trim();

/** A thread that is done, its worktree's folder, and its review in front. */
async function openReview(page: Page, client: Client, project: string): Promise<string> {
  await startThread(page, project, `${title}\nscenario:work NOTES.md`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  return worktree?.path ?? "";
}

test("a conflict is handed to the agent, resolved, committed and landed", async ({
  app,
  client,
  model,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await writeFile(join(folder, odd), "work\n");
  await commit(app);
  await repository.write({ "NOTES.md": "Mine.\n", [odd]: "mine\n" });
  await repository.git("add", "-A");
  await repository.git("commit", "--quiet", "-m", "Notes of my own");
  await app.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(gate(app)).toContainText("Conflicts with main in 2 files");

  await gate(app).getByRole("button", { name: "Resolve…" }).click();
  const conflicts = dialog(app).getByRole("list", { name: "Conflicts" });
  await expect(conflicts).toContainText("NOTES.md");
  await expect(conflicts).toContainText('<img src=x onerror="window.hit=1">⟨U+202E⟩.txt');
  await expect(conflicts).toContainText("both added it");
  await dialog(app).getByRole("button", { name: "Hand to agent" }).click();
  await expectStatus(app, title, "idle");
  await expect(pane(app, title)).toContainText("I merged main into");
  const asked = JSON.stringify(model.requests.at(-1)?.body);
  expect(asked).toContain("NOTES.md");
  await expect(gate(app)).toContainText("2 files still in conflict with main");
  expect(await readFile(join(folder, "NOTES.md"), "utf8")).toContain(">>>>>>> main");

  // What the agent would write.
  await writeFile(join(folder, "NOTES.md"), "Both.\n");
  await writeFile(join(folder, odd), "both\n");
  await expect(gate(app)).toContainText("The merge of main is resolved");
  await commit(app);
  await land(app, "main", "Squash");
  await expect(pane(app, title)).toContainText("Landed on main");
  expect(await readFile(join(repository.path, "NOTES.md"), "utf8")).toBe("Both.\n");
  expect(await app.evaluate(() => "hit" in window)).toBe(false);
});

test("work lands by rebase after a trial, and the landing is undone", async ({ app, client, repository }) => {
  await openReview(app, client, nameOf(repository.path));
  await commit(app);
  const before = await said(repository, "rev-parse", "main");
  await review(app).getByRole("button", { name: "Land on main" }).click();
  await dialog(app).getByText("Rebase", { exact: true }).click();
  await expect(dialog(app)).toContainText("1 commit goes on top of main, nothing conflicts");
  await dialog(app).getByRole("button", { name: "Land", exact: true }).click();
  await expect(dialog(app)).toHaveCount(0);
  expect(await said(repository, "rev-list", "--count", "--merges", "main")).toBe("0");
  expect(await said(repository, "rev-parse", "main")).not.toBe(before);

  await gate(app).getByRole("button", { name: "Undo landing" }).click();
  await expect(gate(app)).toContainText("Ready to land on main");
  await expect(pane(app, title)).not.toContainText("Landed on main");
  expect(await said(repository, "rev-parse", "main")).toBe(before);
  expect(await said(repository, "status", "--porcelain")).toBe("");
});

async function choose(page: Page, item: string): Promise<void> {
  await pane(page, title).getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a thread moves to the local checkout and back, and a move is undone", async ({ app, client, repository }) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await choose(app, "Move to local checkout…");
  const plan = dialog(app).getByRole("list", { name: "What will happen" });
  await expect(plan).toContainText("goes from main to flightdeck/work-to-land");
  await expect(plan).toContainText("1 changed file");
  await dialog(app).getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog(app)).toHaveCount(0);
  expect(await said(repository, "branch", "--show-current")).toBe("flightdeck/work-to-land");
  expect(await said(repository, "status", "--porcelain")).toBe("?? NOTES.md");

  await choose(app, "Move to worktree…");
  await expect(plan).toContainText("goes back to main");
  await dialog(app).getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog(app)).toHaveCount(0);
  expect(await said(repository, "branch", "--show-current")).toBe("main");
  expect(await said(repository, "status", "--porcelain")).toBe("");
  expect(await readFile(join(folder, "NOTES.md"), "utf8")).toContain("Notes");

  await app.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(app.getByText("The move is undone")).toBeVisible();
  expect(await said(repository, "branch", "--show-current")).toBe("flightdeck/work-to-land");

  await writeFile(join(repository.path, "README.md"), "Changed by hand.\n");
  await choose(app, "Move to worktree…");
  await dialog(app).getByText("Copy the changes").click();
  await dialog(app).getByRole("button", { name: "Copy", exact: true }).click();
  await expect(dialog(app)).toHaveCount(0);
  expect(await readFile(join(folder, "README.md"), "utf8")).toBe("Changed by hand.\n");
  expect(await readFile(join(repository.path, "README.md"), "utf8")).toBe("Changed by hand.\n");
});

test("the page of worktrees shows what they hold, removes merged ones, and brings them back", async ({
  app,
  client,
  repository,
}) => {
  const folder = await openReview(app, client, nameOf(repository.path));
  await app.keyboard.press("Control+,");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("button", { name: "Worktrees" }).click();
  const row = settings.getByRole("list", { name: "Worktrees" }).getByRole("listitem", { name: title });
  await expect(row).toContainText("1 changed");
  await expect(row).toContainText("KB");
  await app.keyboard.press("Escape");
  await commit(app);
  await land(app, "main", "Squash");

  await app.keyboard.press("Control+,");
  await settings.getByRole("button", { name: "Worktrees" }).click();
  await expect(row).toContainText("merged");
  await settings.getByRole("button", { name: "Remove merged…" }).click();
  await settings
    .getByRole("region", { name: "Remove merged worktrees" })
    .getByRole("button", { name: "Remove 1" })
    .click();
  const kept = settings.getByRole("region", { name: "Recently removed" });
  await expect(kept).toContainText("refs/flightdeck/snapshots/");
  await kept.getByRole("button", { name: `Restore ${title}` }).click();
  await expect(row).toContainText("merged");
  expect(await readFile(join(folder, "NOTES.md"), "utf8")).toContain("Notes");
  await app.keyboard.press("Escape");
  await expect(threadLink(app, title)).toBeVisible();
});
