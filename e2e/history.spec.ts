import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answer, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";
import type { Locator, Page } from "@playwright/test";

const box = (page: Page, title: string): Locator => pane(page, title).getByRole("textbox", { name: "Message" });
const turnMenu = (page: Page, title: string, nth: number): Locator =>
  pane(page, title).getByRole("button", { name: "Turn actions" }).nth(nth);
const item = (page: Page, name: string): Locator => page.getByRole("menuitem", { name });

/** Two turns, each of which adds a file; answers with the worktree's folder. */
async function twoTurns(app: Page, project: string): Promise<string> {
  const title = "scenario:edit one.txt";
  await startThread(app, project, title);
  await expectStatus(app, title, "idle");
  await send(box(app, title), "scenario:edit two.txt");
  await expect(conversation(app, title)).toContainText("I wrote two.txt");
  await expectStatus(app, title, "idle");
  return title;
}

test("a turn is taken back with its files, which can be put back", async ({ app, client, repository }) => {
  const title = await twoTurns(app, nameOf(repository.path));
  const [worktree] = await client.worktrees.list({});
  const two = join(worktree?.path ?? "", "two.txt");
  await turnMenu(app, title, 1).click();
  await item(app, "Take this turn back…").click();
  await app.getByRole("alertdialog").getByRole("button", { name: "Take back" }).click();
  await expect(conversation(app, title)).not.toContainText("I wrote two.txt");
  await expect(conversation(app, title)).toContainText("I wrote one.txt");
  expect(existsSync(two)).toBe(false);
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(app.getByText("The files are as they were before")).toBeVisible();
  expect(existsSync(two)).toBe(true);
});

test("turns are rolled back to an earlier one, and the files stay where they are if asked to", async ({
  app,
  client,
  repository,
}) => {
  const title = await twoTurns(app, nameOf(repository.path));
  const [worktree] = await client.worktrees.list({});
  await turnMenu(app, title, 0).click();
  await item(app, "Roll back to here…").click();
  const dialog = app.getByRole("alertdialog");
  await dialog.getByRole("checkbox").uncheck();
  await dialog.getByRole("button", { name: "Take back" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(conversation(app, title)).not.toContainText("I wrote two.txt");
  expect(existsSync(join(worktree?.path ?? "", "two.txt"))).toBe(true);
});

test("a thread is forked from a turn, with the files as they were then", async ({ app, client, repository }) => {
  const title = await twoTurns(app, nameOf(repository.path));
  await turnMenu(app, title, 0).click();
  await item(app, "Fork from here…").click();
  await app.getByRole("dialog").getByRole("button", { name: "Fork", exact: true }).click();
  const fork = `${title} (fork)`;
  await expect(conversation(app, fork)).toContainText("I wrote one.txt");
  await expectStatus(app, fork, "idle");
  const made = (await client.worktrees.list({})).find(({ path }) => path.endsWith("-fork"));
  const path = made?.path ?? "";
  expect([existsSync(join(path, "one.txt")), existsSync(join(path, "two.txt"))]).toEqual([true, false]);
  await send(box(app, fork), "scenario:say hello from the fork");
  await expect(conversation(app, fork)).toContainText("hello from the fork");
});

test("the last message is edited and sent again, and its first try is gone with its files", async ({
  app,
  client,
  repository,
}) => {
  const title = await twoTurns(app, nameOf(repository.path));
  const edit = pane(app, title).getByRole("button", { name: "Edit and send again" });
  await expect(edit).toHaveCount(1);
  await edit.click();
  const message = pane(app, title).getByRole("textbox", { name: "Edit message" });
  await expect(message).toHaveValue("scenario:edit two.txt");
  await message.fill("scenario:edit three.txt");
  await message.press("Enter");
  await expect(conversation(app, title)).toContainText("I wrote three.txt");
  await expect(conversation(app, title)).not.toContainText("I wrote two.txt");
  const [worktree] = await client.worktrees.list({});
  const found = ["one.txt", "two.txt", "three.txt"].filter((name) => existsSync(join(worktree?.path ?? "", name)));
  expect(found).toEqual(["one.txt", "three.txt"]);
});

test("a side question is answered beside the thread and leaves it as it was", async ({ app, model, repository }) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  model.script([answer(say("Because it is **polite**."))]);
  await pane(app, title).getByRole("button", { name: "More" }).click();
  await item(app, "Ask on the side…").click();
  const dialog = app.getByRole("dialog", { name: "Ask on the side" });
  await dialog.getByRole("textbox", { name: "Side question" }).fill("Why hello?");
  await dialog.getByRole("textbox", { name: "Side question" }).press("Enter");
  await expect(dialog.getByRole("log", { name: "Answer" })).toContainText("Because it is polite.");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(conversation(app, title)).not.toContainText("polite");
});

test("a thread is saved as a file in Markdown and JSON", async ({ app, repository }) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const texts: string[] = [];
  for (const format of ["Markdown", "JSON"]) {
    await pane(app, title).getByRole("button", { name: "More" }).click();
    const saved = app.waitForEvent("download");
    await item(app, `Export as ${format}`).click();
    const file = await saved;
    texts.push(file.suggestedFilename(), readFileSync(await file.path(), "utf8"));
  }
  const [markdownName, markdown = "", jsonName, json = "{}"] = texts;
  const parsed = JSON.parse(json) as { readonly version: number; readonly events: readonly unknown[] };
  expect([markdownName, jsonName, markdown.startsWith("# scenario:say hello\n"), parsed.version]).toEqual([
    "scenario-say-hello.md",
    "scenario-say-hello.json",
    true,
    1,
  ]);
  expect(markdown).toContain("\nhello\n");
  expect(parsed.events.length).toBeGreaterThan(3);
});

test("who takes a turn back is told of the commits that stay", async ({ app, client, repository }) => {
  const title = await twoTurns(app, nameOf(repository.path));
  const [worktree] = await client.worktrees.list({});
  const git = (...args: readonly string[]) => repository.git("-C", worktree?.path ?? "", ...args);
  await git("add", "-A");
  await git("commit", "-q", "-m", "Keep one and two");
  const head = await git("rev-parse", "HEAD");
  await turnMenu(app, title, 1).click();
  await item(app, "Take this turn back…").click();
  const dialog = app.getByRole("alertdialog");
  await expect(dialog.getByRole("group", { name: "Commits" })).toContainText("1 commit since then stays in the branch");
  await expect(dialog.getByRole("group", { name: "Commits" })).toContainText("Keep one and two");
  await dialog.getByRole("button", { name: "Take back" }).click();
  await expect(app.getByText("The files went back. 1 commit stays")).toBeVisible();
  expect(await git("rev-parse", "HEAD")).toBe(head);
  expect(existsSync(join(worktree?.path ?? "", "two.txt"))).toBe(false);
});
