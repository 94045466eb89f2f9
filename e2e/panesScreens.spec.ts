import { conversation, expect, expectStatus, nameOf, pane, startThread, test, threadLink } from "./harness.ts";
import { photograph } from "./look.ts";
import { manyProjects } from "./manyProjects.ts";
import { backfill, before, compaction, flaky, invoices, manifest, screensScript, webhooks } from "./screensScript.ts";

test.slow(); // each picture is taken and looked through twice

test("twenty projects, one to four panes, search, and a window of its own", async ({
  app,
  client,
  context,
  home,
  model,
  repository,
}) => {
  model.script(screensScript);
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  await manyProjects(app, client, home.path);
  const harbour = nameOf(repository.path);
  await expectStatus(app, await startThread(app, harbour, flaky.message), "idle");
  await expectStatus(app, await startThread(app, harbour, backfill.message), "failed");
  const done = await startThread(app, harbour, compaction.message);
  await expectStatus(app, done, "idle");
  const asking = await startThread(app, harbour, invoices.message);
  await expectStatus(app, asking, "waiting_approval");
  const questioning = await startThread(app, harbour, manifest.message);
  await expectStatus(app, questioning, "waiting_answer");
  const running = await startThread(app, harbour, webhooks.message);
  await expect(conversation(app, running)).toContainText("What is left");
  await photograph(app, "sidebar");

  for (const title of [done, asking, questioning, running]) await threadLink(app, title).click();
  await app.getByRole("button", { name: "Four panes" }).click();
  for (const title of [done, asking, questioning, running]) await expect(pane(app, title)).toBeVisible();
  await photograph(app, "four-panes");

  await app.keyboard.press("Alt+Shift+1");
  await app.keyboard.press("Control+Shift+F");
  await app.keyboard.insertText("lock");
  await expect(app.getByRole("region", { name: "Search", exact: true }).locator("mark").first()).toBeVisible();
  await app.keyboard.press("ArrowDown");
  await photograph(app, "search");
  await app.keyboard.press("Escape");

  await threadLink(app, asking).click();
  const [opened] = await Promise.all([context.waitForEvent("page"), app.keyboard.press("Alt+Shift+P")]);
  await opened.setViewportSize({ width: 480, height: 640 });
  await expect(pane(opened, asking).getByRole("alertdialog")).toBeVisible();
  await photograph(opened, "pop-out");
});
