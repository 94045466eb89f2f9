import type { Locator, Page } from "@playwright/test";
import { answer, broken, say } from "@flightdeck/testkit";
import { conversation, enqueue, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";
import { startHost } from "./host.ts";

const box = (page: Page, title: string): Locator => pane(page, title).getByRole("textbox", { name: "Message" });

/** A thread whose agent stops in the middle of a sentence until the model is let go on. */
async function startBusyThread(page: Page, project: string, title: string): Promise<void> {
  await startThread(page, project, title);
  await expectStatus(page, title, "running");
  await expect(pane(page, title).getByRole("button", { name: "Stop", exact: true })).toBeVisible();
}

test("Shift+Enter breaks the line and Enter sends both lines", async ({ app, model, repository }) => {
  await startThread(app, nameOf(repository.path), "scenario:say hello");
  await expectStatus(app, "scenario:say hello", "idle");
  await send(box(app, "scenario:say hello"), "first line\nscenario:say two lines");
  await expect(conversation(app, "scenario:say hello")).toContainText("two lines");
  await model.requested(2);
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("first line\\nscenario:say two lines");
  await expect(box(app, "scenario:say hello")).toHaveText("");
});

test("Enter while an input method composes chooses a word and sends nothing", async ({ app }) => {
  const message = app.getByRole("textbox", { name: "Message" });
  await message.click();
  const devtools = await app.context().newCDPSession(app);
  await devtools.send("Input.imeSetComposition", { text: "nihon", selectionStart: 5, selectionEnd: 5 });
  await app.keyboard.press("Enter");
  await devtools.send("Input.insertText", { text: "日本" });
  await expect(message).toContainText("日本");
  await expect(app.getByRole("tablist", { name: "Threads" }).getByRole("tab")).toHaveCount(0);
});

test("what is pasted is plain text, line by line", async ({ app }) => {
  const message = app.getByRole("textbox", { name: "Message" });
  await message.click();
  await message.evaluate((element) => {
    const data = new DataTransfer();
    data.setData("text/html", "<b onclick=alert(1)>bold</b><img src=x><ul><li>point</li></ul>");
    data.setData("text/plain", "bold\n\tpoint\n");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  expect(await message.evaluate((element) => [...element.children].map((line) => line.textContent))).toEqual([
    "bold",
    "\tpoint",
    "",
  ]);
  await expect(message.locator("b, img, li")).toHaveCount(0);
});

test("↑ in an empty box brings back what was said, newest first, and ↓ goes the other way", async ({
  app,
  repository,
}) => {
  const title = "scenario:say one";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await send(box(app, title), "scenario:say two");
  await expect(conversation(app, title)).toContainText("two");
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.press("ArrowUp");
  await expect(box(app, title)).toHaveText("scenario:say two");
  await app.keyboard.press("ArrowUp");
  await expect(box(app, title)).toHaveText("scenario:say one");
  await app.keyboard.press("ArrowDown");
  await app.keyboard.insertText("!");
  await app.keyboard.press("ArrowUp");
  await expect(box(app, title)).toHaveText("scenario:say two!");
});

test("while a turn runs Alt+Enter queues; what is queued can be changed, taken back, and is sent in order", async ({
  app,
  model,
  repository,
}) => {
  const title = "Take your time";
  model.script([broken(answer(say("I begin and go on.")), "stall", "text")]);
  await startBusyThread(app, nameOf(repository.path), title);
  for (const text of ["scenario:say never", "scenario:say first", "scenario:say second"])
    await enqueue(box(app, title), text);
  const queue = pane(app, title).getByRole("list", { name: "Queued messages" });
  await expect(queue.getByRole("listitem")).toHaveCount(3);
  await queue.getByRole("listitem").first().getByRole("button", { name: "Take it back" }).click();
  await expect(queue.getByRole("listitem")).toHaveCount(2);
  await queue.getByRole("listitem").first().getByRole("button", { name: "Change it" }).click();
  await queue.getByRole("textbox").fill("scenario:say changed");
  await app.keyboard.press("Enter");
  await expect(queue.getByRole("listitem").first()).toContainText("scenario:say changed");
  model.release();
  await expect(queue).toHaveCount(0);
  await expectStatus(app, title, "idle");
  const log = await conversation(app, title).innerText();
  expect(log.indexOf("changed")).toBeGreaterThan(-1);
  expect(log.indexOf("second")).toBeGreaterThan(log.indexOf("changed"));
  expect(log).not.toContain("never");
});

test("messages sent in quick succession are all queued", async ({ app, model, repository }) => {
  const title = "Take your time";
  model.script([broken(answer(say("I begin and go on.")), "stall", "text")]);
  await startBusyThread(app, nameOf(repository.path), title);
  await box(app, title).click();
  for (const text of ["one", "two"]) {
    await app.keyboard.insertText(text);
    await app.keyboard.press("Alt+Enter");
  }
  await expect(pane(app, title).getByRole("list", { name: "Queued messages" }).getByRole("listitem")).toHaveText([
    /one/,
    /two/,
  ]);
  await expect(box(app, title)).toHaveText("");
});

test("after a turn that was stopped a queued message waits until it is given to the agent", async ({
  app,
  model,
  repository,
}) => {
  const title = "Take your time";
  model.script([broken(answer(say("I begin and go on.")), "stall", "text")]);
  await startBusyThread(app, nameOf(repository.path), title);
  await enqueue(box(app, title), "scenario:say at last");
  const queue = pane(app, title).getByRole("list", { name: "Queued messages" });
  const give = queue.getByRole("button", { name: "Run now" });
  await expect(queue.getByRole("listitem")).toHaveCount(1);
  await expect(give).toHaveCount(0);
  await pane(app, title).getByRole("button", { name: "Stop" }).click();
  await expectStatus(app, title, "interrupted");
  await give.click();
  await expect(queue).toHaveCount(0);
  await expectStatus(app, title, "idle");
  await expect(conversation(app, title)).toContainText("at last");
});

test("a message that cannot be sent stays in the box with the reason, and is sent once when the host is back", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  const title = "scenario:say before";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await host.crash();
  await expect(app.getByRole("status").filter({ hasText: "No connection to the host" })).toBeVisible();
  await send(box(app, title), "scenario:say after");
  await expect(pane(app, title).getByRole("alert")).toContainText("not reachable");
  await expect(box(app, title)).toHaveText("scenario:say after");
  const { port } = new URL(host.url);
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", port] });
  await expect(app.getByRole("status").filter({ hasText: "No connection to the host" })).toHaveCount(0);
  await expect(pane(app, title).getByRole("alert")).toHaveCount(0);
  await box(app, title).press("Enter");
  await expect(conversation(app, title).getByText("after", { exact: true })).toHaveCount(1);
  await expectStatus(app, title, "idle");
  await expect(box(app, title)).toHaveText("");
});

test("the permissions of a thread are chosen in its composer and hold from the next turn on", async ({
  app,
  client,
  repository,
}) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await pane(app, title).getByRole("combobox", { name: "Permissions" }).click();
  await app.getByRole("option", { name: "Read only" }).click();
  await expect(pane(app, title).getByRole("combobox", { name: "Permissions" })).toHaveText("Read only");
  const [row] = await client.threads.list({});
  if (row === undefined) throw new Error("there is no thread");
  const events = await client.threads.watch({ threadId: row.id });
  for await (const event of events) {
    expect(event).toMatchObject({ thread: { settings: { sandbox: "read-only", approval: "on-request" } } });
    break;
  }
});

test("a skill is named with a dollar: found while it is typed, sent along, and shown with the message", async ({
  app,
  model,
  repository,
}) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.type("With $expl");
  const menu = pane(app, title).getByRole("listbox", { name: "Skills" });
  await expect(menu.getByRole("option", { name: /explain-codebase/ })).toHaveAttribute("aria-selected", "true");
  await app.keyboard.press("Enter");
  await expect(box(app, title)).toHaveText("With $explain-codebase ");
  await expect(menu).toHaveCount(0);
  await app.keyboard.type("and 5$ scenario:say explained");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("explained", { exact: true })).toBeVisible();
  await expect(conversation(app, title).getByRole("list", { name: "Skills" }).getByRole("listitem")).toHaveText([
    "$explain-codebase",
  ]);
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("explain-codebase");
});

test("Escape sends the offered skills away and leaves the text as it is", async ({ app, repository }) => {
  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.type("Pay $");
  const menu = pane(app, title).getByRole("listbox", { name: "Skills" });
  await expect(menu).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(box(app, title)).toHaveText("Pay $");
  await expect(box(app, title)).toBeFocused();
});

test("model, effort, permissions, plan mode, branch and worktree have a key each, and the box has its focus back", async ({
  app,
  repository,
}) => {
  const message = app.getByRole("textbox", { name: "Message" });
  await expect(message).toBeFocused();
  const choose = async (keys: string, name: RegExp) => {
    await app.keyboard.press(keys);
    await expect(app.getByRole("listbox").getByRole("option").first()).toBeVisible();
    await app.getByRole("option", { name }).focus();
    await app.keyboard.press("Enter");
    await expect(app.getByRole("listbox")).toHaveCount(0);
    await expect(message).toBeFocused();
  };
  await choose("Alt+Shift+B", /main/);
  await app.keyboard.press("Alt+Shift+W");
  await expect(app.getByRole("radio", { name: "Local folder" })).toBeChecked();
  await app.keyboard.press("Alt+Shift+W");
  await expect(app.getByRole("radio", { name: "Own worktree" })).toBeChecked();
  await choose("Alt+Shift+S", /^Read only/);
  await expect(app.getByRole("combobox", { name: "Permissions" })).toHaveText("Read only");

  const title = "scenario:say hello";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await choose("Alt+Shift+S", /^Full access/);
  await expect(pane(app, title).getByRole("combobox", { name: "Permissions" })).toHaveText("Full access");
  await choose("Alt+Shift+E", /^high/);
  await expect(pane(app, title).getByRole("combobox", { name: "Effort" })).toHaveText("high");
  await choose("Alt+Shift+M", /^GPT-5.4 mini/);
  await expect(pane(app, title).getByRole("combobox", { name: "Model" })).toHaveText("GPT-5.4 mini");
  await app.keyboard.press("Alt+Shift+L");
  await expect(pane(app, title).getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "true");
  await app.keyboard.press("Alt+Shift+B");
  await expect(app.getByRole("menuitem", { name: "Copy the branch's name" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(box(app, title)).toBeFocused();
  const chooser = app.waitForEvent("filechooser");
  await app.keyboard.press("Alt+Shift+A");
  await chooser;
});

test("bold, italic and code by keys on selected words; with nothing selected the key is the window's", async ({
  app,
}) => {
  const message = app.getByRole("textbox", { name: "Message" });
  const projects = app.getByRole("navigation", { name: "Projects" }).getByRole("region");
  await message.click();
  await app.keyboard.type("be loud");
  // The key comes before the browser says what is selected, as when both are pressed fast.
  await message.evaluate((box) => {
    getSelection()?.modify("extend", "backward", "word");
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "b", ctrlKey: true, bubbles: true, cancelable: true }));
  });
  await expect(message).toHaveText("be **loud**");
  await app.keyboard.press("Control+b");
  await app.keyboard.press("Control+i");
  await expect(message).toHaveText("be _loud_");
  await app.keyboard.press("Control+i");
  await app.keyboard.press("Control+e");
  await expect(message).toHaveText("be `loud`");
  await expect(projects).toHaveCount(1);
  await app.keyboard.press("End");
  await app.keyboard.press("Control+b");
  await expect(projects).toHaveCount(0);
  await expect(message).toHaveText("be `loud`");
});
