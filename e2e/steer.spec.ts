import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { answer, broken, call, say } from "@flightdeck/testkit";
import {
  answerApproval,
  conversation,
  enqueue,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
  test,
} from "./harness.ts";
import { startHost } from "./host.ts";

const title = "Take your time";
const box = (page: Page): Locator => pane(page, title).getByRole("textbox", { name: "Message" });
const steers = (page: Page): Locator => pane(page, title).getByRole("list", { name: "Steering messages" });
const queue = (page: Page): Locator => pane(page, title).getByRole("list", { name: "Queued messages" });
const lanes = (page: Page): Locator => queue(page).getByRole("listitem");

/** With a provider that is spoken to over a WebSocket: it takes words in the middle of an answer. */
const overSocket = test.extend({
  home: async ({ home }, use) => {
    await writeFile(join(home.path, "config.toml"), "[provider]\nwebsocket = true\n");
    await use(home);
  },
});

/** An answer that stops in the middle of its text until the model is let go on. */
const halting = () => broken(answer(say("I begin and go on, word by word.")), "stall", "text");

async function startBusyThread(page: Page, project: string): Promise<void> {
  await startThread(page, project, title);
  await expectStatus(page, title, "running");
  await expect(conversation(page, title)).toContainText("I begin");
}

overSocket(
  "a word into a running turn is shown as accepted by the model and then as read",
  async ({ app, model, repository }) => {
    model.script([halting()]);
    await startBusyThread(app, nameOf(repository.path));
    await expect(box(app)).toHaveAttribute("aria-placeholder", "Steer this turn, or queue what comes next");
    await send(box(app), "scenario:say heard you");
    const lane = steers(app).getByRole("listitem");
    await expect(lane).toContainText("heard you");
    await expect(lane).toHaveAttribute("data-state", "accepted");
    await expect(lane.getByRole("button")).toHaveCount(0);
    model.release();
    await expect(steers(app)).toHaveCount(0);
    await expectStatus(app, title, "idle");
    const log = conversation(app, title);
    await expect(log.getByText("steered", { exact: true })).toHaveCount(1);
    await expect(log.getByText("heard you", { exact: true })).toHaveCount(1);
  },
);

test("where the provider takes no word in mid-answer it is sent with the next request, and can be taken back until then", async ({
  app,
  model,
  repository,
}) => {
  model.script([
    broken(answer(call("exec_command", { cmd: "ls" }), say("I begin, and then I look around.")), "stall", "text"),
  ]);
  await startBusyThread(app, nameOf(repository.path));
  for (const text of ["not this one", "for later", "scenario:say with the next step"]) await send(box(app), text);
  const lane = steers(app).getByRole("listitem");
  await expect(lane).toHaveCount(3);
  for (const index of [0, 1, 2]) await expect(lane.nth(index)).toHaveAttribute("data-state", "sent");
  await lane.nth(0).getByRole("button", { name: "Take it back" }).click();
  await expect(lane).toHaveCount(2);
  await lane.nth(0).getByRole("button", { name: "Keep it for later" }).click();
  await expect(lane).toHaveCount(1);
  await expect(lanes(app)).toHaveText([/for later/]);
  await lanes(app).getByRole("button", { name: "Take it back" }).click();
  model.release();
  await expectStatus(app, title, "idle");
  const log = await conversation(app, title).innerText();
  expect(log).toContain("with the next step");
  expect(log).not.toContain("not this one");
});

test("queued messages are changed, moved by keys and by pointer, and made to steer", async ({
  app,
  model,
  repository,
}) => {
  model.script([halting()]);
  await startBusyThread(app, nameOf(repository.path));
  for (const text of ["first", "second", "third"]) await enqueue(box(app), text);
  await expect(lanes(app)).toHaveText([/first/, /second/, /third/]);

  const grip = (index: number) => lanes(app).nth(index).getByRole("button", { name: /^Move/ });
  await grip(0).focus();
  await app.keyboard.press("Alt+ArrowDown");
  await expect(lanes(app)).toHaveText([/second/, /first/, /third/]);
  await expect(grip(1)).toBeFocused();
  await expect(pane(app, title).getByText("Moved to place 2 of 3")).toBeAttached();
  await app.keyboard.press("Alt+ArrowDown");
  await expect(lanes(app)).toHaveText([/second/, /third/, /first/]);
  await app.keyboard.press("Alt+ArrowDown");
  await grip(2).dragTo(lanes(app).nth(0), { targetPosition: { x: 80, y: 4 } });
  await expect(lanes(app)).toHaveText([/first/, /second/, /third/]);

  await lanes(app).nth(1).getByRole("button", { name: "Change it" }).click();
  await queue(app).getByRole("textbox").fill("second, in other words");
  await app.keyboard.press("Enter");
  await expect(lanes(app)).toHaveText([/first/, /second, in other words/, /third/]);
  await expect(lanes(app).nth(1).getByRole("button", { name: "Change it" })).toBeFocused();

  await lanes(app).nth(1).getByRole("button", { name: "Steer" }).click();
  await expect(steers(app).getByRole("listitem")).toHaveText([/second, in other words/]);
  await expect(lanes(app)).toHaveText([/first/, /third/]);
  await expect(box(app)).toBeFocused();
});

test("the queue and a change of it that was not kept yet survive a reload and the host's death", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  model.script([halting()]);
  await startBusyThread(app, nameOf(repository.path));
  for (const text of ["first", "scenario:say second"]) await enqueue(box(app), text);
  await lanes(app).nth(1).getByRole("button", { name: "Change it" }).click();
  await queue(app).getByRole("textbox").fill("scenario:say second, half-way");
  await app.reload();
  await expect(lanes(app)).toHaveCount(2);
  await expect(queue(app).getByRole("textbox")).toHaveValue("scenario:say second, half-way");

  await host.crash();
  const { port } = new URL(host.url);
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", port] });
  await expectStatus(app, title, "interrupted");
  await expect(lanes(app)).toHaveCount(2);
  await expect(lanes(app).nth(0)).toContainText("first");
  await expect(queue(app).getByRole("textbox")).toHaveValue("scenario:say second, half-way");
  await queue(app).getByRole("textbox").press("Enter");
  await lanes(app).nth(1).getByRole("button", { name: "Run now" }).click();
  await expect(conversation(app, title).getByText("second, half-way", { exact: true })).toBeVisible();
});

test("a queued message that goes out while it is changed leaves the new words in the box", async ({
  app,
  model,
  repository,
}) => {
  model.script([halting()]);
  await startBusyThread(app, nameOf(repository.path));
  await enqueue(box(app), "scenario:say as it was");
  await lanes(app).getByRole("button", { name: "Change it" }).click();
  await queue(app).getByRole("textbox").pressSequentially("!");
  model.release();
  await expect(conversation(app, title).getByText("as it was", { exact: true })).toBeVisible();
  await expect(box(app)).toHaveText("scenario:say as it was!");
});

test("a message to an agent that asks goes to it at once, instead of an answer", async ({ app, model, repository }) => {
  const fields = [{ id: "store", header: "Storage", question: "Which database?", options: [{ label: "SQLite" }] }];
  model.script([answer(call("request_user_input", { questions: fields })), answer(say("Then none."))]);
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "waiting_answer");
  await app.getByRole("button", { name: "Write a message instead" }).click();
  await send(box(app), "No database at all");
  await expectStatus(app, title, "idle");
  const question = conversation(app, title).getByRole("group", { name: "Question" });
  await expect(question).toContainText("You wrote something else instead");
  await expect(conversation(app, title)).toContainText("Then none.");
});

test("a message to an agent that waits for an approval says that it is read behind that", async ({
  app,
  model,
  repository,
}) => {
  model.script([answer(call("exec_command", { cmd: "echo hi", escalate: true })), answer(say("Done."))]);
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "waiting_approval");
  await send(box(app), "and hurry");
  const lane = steers(app).getByRole("listitem");
  await expect(lane).toContainText("after your approval");
  await answerApproval(app, title, "Decline");
  await expect(steers(app)).toHaveCount(0);
  await expectStatus(app, title, "idle");
});
