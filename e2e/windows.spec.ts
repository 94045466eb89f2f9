import {
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  review,
  send,
  startThread,
  test,
  threadLink,
} from "./harness.ts";

test("a thread is popped out into a window of its own, and both stay live", async ({
  app,
  client,
  repository,
  context,
}) => {
  const title = await startThread(app, nameOf(repository.path), "Popped");
  await expectStatus(app, title, "idle");
  const [opened] = await Promise.all([context.waitForEvent("page"), app.keyboard.press("Alt+Shift+P")]);
  await expect(pane(opened, title)).toBeVisible();
  await expect(opened.getByRole("complementary", { name: "Sidebar" })).toHaveCount(0);
  await expect(opened.getByRole("tablist", { name: "Threads" })).toHaveCount(0);
  await send(pane(opened, title).getByRole("textbox", { name: "Message" }), "say from the small window");
  await expect(conversation(app, title).getByText("say from the small window")).toBeVisible();
  await opened.reload();
  await expect(conversation(opened, title).getByText("say from the small window")).toBeVisible();

  // There is no sidebar to search in: the palette finds the same.
  await opened.keyboard.press("Control+Shift+F");
  await expect(opened.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await opened.keyboard.press("Escape");
  // A panel has room below, not beside.
  await opened.setViewportSize({ width: 480, height: 640 });
  await pane(opened, title).getByRole("button", { name: "Review" }).click();
  await expect(review(opened)).toBeVisible();
  const [above, below] = [await pane(opened, title).boundingBox(), await review(opened).boundingBox()];
  expect([above?.width, below?.width, (below?.y ?? 0) >= (above?.y ?? 0) + (above?.height ?? 0)]).toEqual([
    480,
    480,
    true,
  ]);
  await pane(opened, title).getByRole("button", { name: "Review" }).click();
  await expect(review(opened)).toHaveCount(0);

  // It goes with its thread.
  const [row] = await client.threads.list({});
  if (row === undefined) throw new Error("no thread");
  await client.worktrees.remove({ threadId: row.id });
  await Promise.all([opened.waitForEvent("close"), client.threads.delete({ threadId: row.id })]);
  await expect(app.getByRole("tab")).toHaveCount(0);
});

test("each window keeps an arrangement of its own", async ({ app, repository, context }) => {
  const project = nameOf(repository.path);
  const first = await startThread(app, project, "First");
  const second = await startThread(app, project, "Second");
  await threadLink(app, first).click({ button: "right" });
  const [opened] = await Promise.all([
    context.waitForEvent("page"),
    app.getByRole("menuitem", { name: "Open in a new window" }).click(),
  ]);
  await expect(pane(opened, first)).toBeVisible();
  await expect(opened.getByRole("tab")).toHaveText([first]);
  await opened.getByRole("button", { name: "Hide sidebar" }).click();
  await app.reload();
  await opened.reload();
  await expect(pane(app, second)).toBeVisible();
  await expect(app.getByRole("tab")).toHaveText([first, second]);
  await expect(opened.getByRole("button", { name: "Show sidebar" })).toBeVisible();
  await expect(opened.getByRole("tab")).toHaveText([first]);
});
