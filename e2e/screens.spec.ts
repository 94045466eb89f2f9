import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { temporaryRepository } from "@flightdeck/testkit";
import { startHost } from "./host.ts";
import {
  conversation,
  enqueue,
  expect,
  expectStatus,
  fillPath,
  nameOf,
  pane,
  review,
  send,
  startThread,
  test,
  threadLink,
} from "./harness.ts";
import { photograph } from "./look.ts";
import {
  backfill,
  before,
  cards,
  compaction,
  everything,
  flaky,
  invoices,
  manifest,
  screensScript,
  testRun,
  webhooks,
} from "./screensScript.ts";

test.slow(); // each picture is taken and looked through twice

test("the first run", async ({ page, host, repository }) => {
  await page.goto(host.url);
  await expect(page.getByRole("radio", { name: "OpenAI API key" })).toBeVisible();
  await photograph(page, "first-run");
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await photograph(page, "first-run-project");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("radio", { name: "Workspace write" })).toBeChecked();
  await photograph(page, "first-run-permissions");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("button", { name: "Explain this project" })).toBeVisible();
  await photograph(page, "first-run-thread");
});

test("the window at work", async ({ app, client, model, repository }) => {
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  await using other = await temporaryRepository({ files: { "README.md": "# Lighthouse\n" }, name: "lighthouse" });
  await client.projects.open({ path: other.path });
  model.script(screensScript);
  const [harbour, lighthouse] = [nameOf(repository.path), nameOf(other.path)];
  await app.getByRole("button", { name: `New thread in ${harbour}` }).click();
  await photograph(app, "new-thread");

  await expectStatus(app, await startThread(app, lighthouse, flaky.message), "idle");
  await expectStatus(app, await startThread(app, lighthouse, backfill.message), "failed");
  const done = await startThread(app, harbour, compaction.message);
  await expectStatus(app, done, "idle");
  const questioning = await startThread(app, harbour, manifest.message);
  await expectStatus(app, questioning, "waiting_answer");
  await photograph(app, "question");
  const asking = await startThread(app, harbour, invoices.message);
  await expectStatus(app, asking, "waiting_approval");
  await photograph(app, "approval");
  const running = await startThread(app, harbour, webhooks.message);
  await expect(conversation(app, running)).toContainText("What is left");
  const box = pane(app, running).getByRole("textbox", { name: "Message" });
  await send(box, "Use the `deliveries` table for the attempts, it is there already");
  await enqueue(box, "Then run the load test on `staging` and paste the table");
  await enqueue(box, "Update `docs/webhooks.md`");
  await expect(pane(app, running).getByRole("list", { name: "Queued messages" }).getByRole("listitem")).toHaveCount(2);

  await app.getByRole("button", { name: "Two side by side" }).click();
  await threadLink(app, asking).click();
  await expect(pane(app, asking).getByRole("alertdialog")).toBeVisible();
  await photograph(app, "workbench");

  await app.getByRole("button", { name: "One pane" }).click();
  await threadLink(app, running).click();
  await app.getByRole("region", { name: "Attention" }).getByRole("button").first().click();
  await photograph(app, "attention");

  await threadLink(app, done).click();
  await app.keyboard.press("Control+k");
  await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill("shorter");
  await app.keyboard.press("Enter");
  await expect(conversation(app, done)).toContainText("Summed up");
  await expectStatus(app, done, "idle");
  await photograph(app, "shorter");

  await threadLink(app, done).click();
  await pane(app, done).getByRole("button", { name: "Review" }).click();
  await expect(review(app)).toContainText("versionSet.ts");
  await review(app).getByRole("button", { name: "Review", exact: true }).click();
  await expect(review(app).getByRole("region", { name: "Findings" })).toContainText("2 open");
  await photograph(app, "review");
  await review(app).getByRole("button", { name: "Comment", exact: true }).first().click();
  await app.keyboard.type("Take the clock as an argument, as the others do.");
  await app.keyboard.press("Control+Enter");
  await expect(review(app).getByRole("button", { name: "Send 1 comment" })).toBeVisible();
  await photograph(app, "comments");

  await app.getByRole("button", { name: "Settings" }).click();
  await app.getByRole("dialog", { name: "Settings" }).getByRole("button", { name: "Model access" }).click();
  await photograph(app, "settings");
  for (const name of ["Notifications", "Keyboard"]) {
    await app.getByRole("dialog", { name: "Settings" }).getByRole("button", { name, exact: true }).click();
    await photograph(app, `settings-${name.toLowerCase()}`);
  }
  await app.keyboard.press("Escape");
  await app.keyboard.press("Control+k");
  await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill("re");
  await photograph(app, "palette");
});

test("a terminal, and the actions of its project", async ({ app, client, home, model, repository }) => {
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  await writeFile(join(home.path, ".profile"), "PS1='\\[\\033[36m\\]harbour\\[\\033[0m\\] $ '\n");
  const { id: projectId } = await client.projects.open({ path: repository.path });
  for (const action of [
    { name: "Dev server", command: "echo 'ready on http://localhost:5173/'; sleep 600", icon: "server" },
    { name: "Test", command: "npm test", icon: "test" },
  ] as const)
    await client.actions.save({ projectId, action });
  model.script(screensScript);
  const done = await startThread(app, nameOf(repository.path), compaction.message);
  await expectStatus(app, done, "idle");
  await pane(app, done).getByRole("button", { name: "All actions" }).click();
  await app.getByRole("menuitem", { name: "Dev server" }).click();
  const terminal = app.getByRole("region", { name: "Terminal" });
  await expect(terminal.getByRole("tab", { name: "Dev server" })).toBeVisible();
  await terminal.getByRole("button", { name: "New terminal" }).click();
  await expect(terminal.getByRole("tab")).toHaveCount(2);
  await expect(terminal.getByRole("textbox", { name: "Terminal input" })).toBeFocused();
  await app.keyboard.type("ls --color; git log --oneline --color");
  await app.keyboard.press("Enter");
  await client.settings.update({ terminal: { screenReader: true } });
  await expect(terminal.getByRole("list")).toContainText("Add the version set");
  await client.settings.update({ terminal: { screenReader: false } });
  await photograph(app, "terminal");
  await app.keyboard.press("Control+Shift+p"); // in a terminal Ctrl K belongs to the shell
  await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill("Project actions");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("dialog", { name: /^Actions of/ })).toContainText("Dev server");
  await photograph(app, "project-actions");
});

test("a conversation with all that it can set", async ({ app, model, repository }) => {
  await repository.commit("Add a test", { "test.sh": testRun });
  model.script([...everything.replies]);
  await app.setViewportSize({ width: 1280, height: 800 });
  const title = await startThread(app, nameOf(repository.path), everything.message);
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);
  await expect(log.getByRole("img", { name: "Diagram" })).toBeVisible();
  await expect(log.getByRole("group", { name: "Table" })).toBeInViewport();
  await photograph(app, "conversation");
  await app.keyboard.press("Control+f");
  await app.keyboard.type("attempt");
  await expect(app.getByRole("search").getByRole("status")).toContainText(" of ");
  await log.evaluate((box) => (box.scrollTop = 0));
  await expect(log.locator("[style*=syn-keyword]").first()).toBeVisible();
  await photograph(app, "find");
});

/** A chart, as a PNG in base64. */
const drawChart = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [960, 400];
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("there is no canvas");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 960, 400);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const height = Math.min(300, 6 * 1.5 ** attempt);
      pen.fillStyle = height < 300 ? "#16708a" : "#b06a00";
      pen.fillRect(40 + attempt * 74, 360 - height, 54, height);
    }
    pen.fillStyle = "#ccc";
    pen.fillRect(24, 361, 912, 2);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });

test("the cards of a turn, and of one that failed", async ({ app, model, repository }) => {
  const draw = `mkdir -p out\nbase64 -d > out/delays.png <<'END'\n${await drawChart(app)}\nEND\necho out/delays.png:1\n`;
  await repository.commit("Add it", { "src/versionSet.ts": before, "test.sh": testRun, "draw.sh": draw });
  model.script([...cards.replies]);
  await app.setViewportSize({ width: 1600, height: 1000 });
  const title = await startThread(app, nameOf(repository.path), cards.message);
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);
  await expect(log.getByRole("img", { name: "How long each attempt waits" })).toBeVisible();
  await log.getByRole("button", { name: "Looked at delays.png" }).click();
  await expect(log.getByRole("img", { name: "Looked at delays.png" })).toBeVisible();
  await photograph(app, "cards-end");
  await log.focus();
  await app.keyboard.press("Home");
  await log.getByRole("button", { name: "Where the cap belongs" }).click();
  await log.getByRole("button", { name: /versionSet\.ts/ }).click();
  await expect(log.locator("[style*=syn-keyword]").first()).toBeVisible();
  await photograph(app, "cards");

  await app.setViewportSize({ width: 1280, height: 800 });
  model.script([...backfill.replies]);
  const failed = await startThread(app, nameOf(repository.path), backfill.message);
  await expectStatus(app, failed, "failed");
  await photograph(app, "error");
});

test("an empty window, opening a project, the tour", async ({ page, home, repository }) => {
  await using host = await startHost({ home: home.path, key: "" });
  await page.goto(host.url);
  await page.getByRole("button", { name: "Skip setup" }).click();
  await photograph(page, "empty");
  await page.getByRole("button", { name: "Open project…" }).first().click();
  await fillPath(page, repository.path);
  await photograph(page, "open-project");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("button", { name: "Use the tour's task" }).click();
  await photograph(page, "tour");
});

test("the composer in its states", async ({ app, host, model, repository }) => {
  await repository.commit("Add more to name", {
    "src/versionSet.ts": before,
    "src/versionSet.test.ts": "// none yet\n",
    "docs/storage/versions and their readers.md": "# Versions\n",
  });
  const project = nameOf(repository.path);
  await startThread(app, project, "Merge tables beside their readers\nscenario:say Done.");
  await expectStatus(app, "Merge tables beside their readers", "idle");
  model.script([...everything.replies]);
  await app.setViewportSize({ width: 1280, height: 800 });
  const title = await startThread(app, project, everything.message);
  await expectStatus(app, title, "idle");
  const thread = pane(app, title);
  const box = thread.getByRole("textbox", { name: "Message" });
  await box.click();
  await box.pressSequentially("Keep the reader of @vers");
  await expect(app.getByRole("listbox", { name: "Files and threads" }).getByRole("option").first()).toBeVisible();
  await photograph(app, "composer-files");
  await app.keyboard.press("Enter");
  await app.keyboard.insertText("as in ");
  await box.pressSequentially("@merge");
  await expect(app.getByRole("listbox", { name: "Files and threads" })).toContainText("Merge tables");
  await app.keyboard.press("Enter");
  await app.keyboard.insertText("**alive** while `compact()` runs:");
  await app.keyboard.press("Shift+Enter");
  await app.keyboard.insertText("- pin the files");
  await app.keyboard.press("Shift+Enter");
  await app.keyboard.insertText("merge, then lock");
  await thread.locator('input[type="file"]').setInputFiles([
    { name: "trace of last night.log", mimeType: "text/plain", buffer: Buffer.alloc(48_300, "x") },
    { name: "plan.png", mimeType: "image/png", buffer: Buffer.from(dot, "base64") },
    { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("words") },
  ]);
  await expect(thread.getByRole("list", { name: "Attached", exact: true }).getByRole("alert")).toBeVisible();
  await photograph(app, "composer");
  await app.getByRole("button", { name: "Four panes" }).click();
  await photograph(app, "composer-narrow");
  await app.getByRole("button", { name: "One pane" }).click();
  await threadLink(app, title).click();
  await box.click();
  await app.keyboard.press("Alt+Shift+M");
  await expect(app.getByRole("listbox")).toBeVisible();
  await photograph(app, "composer-model");
  await app.keyboard.press("Escape");
  await expect(box).toBeFocused();
  // What failed is not kept with the draft.
  for (const name of ["plan.png", "trace of last night.log"])
    await thread.getByRole("button", { name: `Remove ${name}` }).click();
  await box.press("Control+a");
  await box.press("Backspace");
  await box.pressSequentially("/");
  await photograph(app, "composer-commands");
  await app.keyboard.press("Backspace");
  await app.keyboard.press("Alt+Shift+B");
  await expect(app.getByRole("menu")).toBeVisible();
  await photograph(app, "composer-place");
  await app.keyboard.press("Escape");
  await host.crash();
  await expect(app.getByRole("status").filter({ hasText: "No connection to the host" })).toBeVisible();
  await send(box, "Said into the void");
  await expect(thread.getByRole("alert")).toContainText("not reachable");
  await photograph(app, "composer-without-host");
});

const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
