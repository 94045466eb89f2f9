import type { Locator, Page } from "@playwright/test";
import { expect, expectStatus, nameOf, pane, send, sidebar, startThread, test, threadLink } from "./harness.ts";

const threadTab = (page: Page, title: string): Locator =>
  page.getByRole("tablist", { name: "Threads" }).getByRole("tab", { name: title });

const attention = { name: "Attention" } as const;

test("two threads stand side by side, and the window looks the same after a reload", async ({ app, repository }) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "scenario:say left");
  await app.getByRole("button", { name: "Two side by side" }).click();
  await send(app.getByRole("region", { name: "New thread" }).getByRole("textbox"), "scenario:say right");
  await app.getByRole("button", { name: "Hide sidebar" }).click();
  const look = async () => {
    await expect(pane(app, "scenario:say left")).toBeVisible();
    await expect(pane(app, "scenario:say right")).toBeVisible();
    await expect(threadTab(app, "scenario:say left")).toHaveAttribute("aria-selected", "true");
    await expect(app.getByRole("button", { name: "Show sidebar" })).toBeVisible();
  };
  await look();
  await app.reload();
  await look();
  await expect(threadLink(app, "scenario:say right")).toHaveAttribute("data-status", "idle");
});

test("an approval is answered from the sidebar while another thread is in front, and asked in one place only", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "Deploy it\nscenario:approve touch deployed.txt");
  await expectStatus(app, "Deploy it", "waiting_approval");
  const dialogs = app.getByRole("alertdialog");
  await expect(dialogs).toHaveCount(1);
  await expect(app.getByRole("region", attention).getByRole("alertdialog")).toHaveCount(0);

  await startThread(app, project, "scenario:say something else");
  await expect(app.getByRole("region", attention)).toContainText("touch deployed.txt");
  await expect(dialogs).toHaveCount(1);
  await app.getByRole("region", attention).getByRole("button", { name: "Approve", exact: true }).click();
  await expectStatus(app, "Deploy it", "idle");
  await expect(dialogs).toHaveCount(0);
});

test("the attention queue lists what waits and what is done and not seen, with the answer in place", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "Deploy it\nscenario:approve touch deployed.txt");
  await expectStatus(app, "Deploy it", "waiting_approval");
  await app.getByRole("region", attention).getByRole("button", attention).click();
  const queue = app.getByRole("region", attention);
  await expect(queue).toHaveCount(1);
  await expect(queue.getByRole("alertdialog")).toContainText("touch deployed.txt");
  await queue.getByRole("button", { name: "Decline", exact: true }).click();
  await expectStatus(app, "Deploy it", "idle");
  const done = queue.getByRole("group", { name: /Deploy it/ });
  await done.getByRole("button", { name: /Deploy it/ }).click();
  await done.getByRole("button", { name: "Open thread" }).click();
  await expect(pane(app, "Deploy it")).toBeVisible();
  await expect(threadLink(app, "Deploy it")).not.toHaveAttribute("data-unread");
});

test("a thread is renamed, archived, found again and deleted with its worktree", async ({
  app,
  client,
  repository,
}) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const menu = async (name: string, item: string) => {
    await pane(app, name).getByRole("button", { name: "More", exact: true }).click();
    await app.getByRole("menuitem", { name: item }).click();
  };
  await menu(title, "Rename");
  await app.getByRole("textbox", { name: "Title" }).fill("A better name");
  await app.keyboard.press("Enter");
  await expect(pane(app, "A better name")).toBeVisible();
  await expect(threadTab(app, "A better name")).toBeVisible();

  await menu("A better name", "Archive");
  await expect(threadLink(app, "A better name")).toHaveCount(0);
  await sidebar(app).getByRole("button", { name: "1 archived" }).click();
  await expect(threadLink(app, "A better name")).toBeVisible();

  await menu("A better name", "Delete thread…");
  await app.getByRole("alertdialog").getByRole("button", { name: "Delete thread" }).click();
  await expect(threadTab(app, "A better name")).toHaveCount(0);
  expect(await client.threads.list({})).toEqual([]);
  expect((await repository.git("worktree", "list")).trim().split("\n")).toHaveLength(1);
});

test("a chosen theme holds at once and from the first frame of the next start", async ({ app }) => {
  await app.getByRole("button", { name: "Settings" }).click();
  await app.getByRole("dialog", { name: "Settings" }).getByText("Dark", { exact: true }).click();
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await app.keyboard.press("Escape");
  await app.reload({ waitUntil: "commit" });
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the command palette goes to a thread by a few letters", async ({ app, repository }) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "scenario:say alpha");
  await startThread(app, project, "scenario:say beta");
  await app.keyboard.press("Control+k");
  await expect(app.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await app.keyboard.type("alp");
  await app.keyboard.press("Enter");
  await expect(pane(app, "scenario:say alpha")).toBeVisible();
  await expect(app.getByRole("dialog")).toHaveCount(0);
});
