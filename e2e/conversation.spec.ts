import type { Page } from "@playwright/test";
import { answer, broken, call, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test, threadLink } from "./harness.ts";

const card = (page: Page, title: string) => pane(page, title).getByRole("alertdialog");
const box = (page: Page, title: string) => pane(page, title).getByRole("textbox", { name: "Message" });

test("Y answers an approval from the thread, never from the message that is being written", async ({
  app,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), "Ask\nscenario:approve touch yes.txt");
  await expect(card(app, "Ask")).toHaveAccessibleName("Run outside the sandbox?");
  await box(app, "Ask").click();
  await app.keyboard.type("yay");
  await expect(card(app, "Ask").getByRole("button", { name: "Approve", exact: true })).toBeVisible();
  await expect(box(app, "Ask")).toHaveText("yay");

  await conversation(app, "Ask").click();
  await app.keyboard.press("y");
  await expectStatus(app, "Ask", "idle");
  await expect(card(app, "Ask")).toHaveCount(0);
});

test("approvals are answered by keys alone, one after the other, from the box where the message was written", async ({
  app,
  repository,
}) => {
  const title = await startThread(
    app,
    nameOf(repository.path),
    "By keys alone\nscenario:approve echo one scenario:approve echo two",
  );
  const asked = card(app, title);
  await expect(asked).toContainText("echo one");
  await expect(conversation(app, title).getByRole("img", { name: "Waiting for your approval" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(asked).toBeFocused();
  await app.keyboard.press("y");
  await expect(asked).toContainText("echo two");
  await app.keyboard.press("n");
  await expectStatus(app, title, "idle");
});

test("an approval that is answered elsewhere goes from this window", async ({ app, client, repository }) => {
  await startThread(app, nameOf(repository.path), "Ask\nscenario:approve touch yes.txt");
  await expect(card(app, "Ask")).toBeVisible();
  for await (const event of await client.approvals.watch({})) {
    const [approval] = event.type === "snapshot" ? event.approvals : [];
    if (approval === undefined) break;
    await client.approvals.answer({ threadId: approval.threadId, approvalId: approval.id, decision: "decline" });
    break;
  }
  await expect(card(app, "Ask")).toHaveCount(0);
  await expect(conversation(app, "Ask")).toContainText("declined");
});

test("the conversation follows its end until the person scrolls up, and again from there", async ({
  app,
  model,
  repository,
}) => {
  const paragraphs = Array.from({ length: 300 }, (_, index) => `Paragraph ${index} of a long answer.`).join("\n\n");
  // Half of it, then silence until the person has scrolled.
  model.script([broken(answer(say(paragraphs, 150)), "stall", 80)]);
  await startThread(app, nameOf(repository.path), "Talk");
  const log = conversation(app, "Talk");
  const fromEnd = () => log.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
  const newest = () =>
    log.evaluate(({ textContent }) =>
      Math.max(-1, ...[...textContent.matchAll(/Paragraph (\d+) /g)].map(([, n]) => Number(n))),
    );
  await expect.poll(newest).toBeGreaterThan(120);
  await expect.poll(fromEnd).toBeLessThanOrEqual(1);

  await log.hover();
  await app.mouse.wheel(0, -400);
  await expect.poll(fromEnd).toBeGreaterThan(200);
  const read = log.getByText(/^Paragraph \d+ of/).nth(3);
  const text = await read.innerText();
  const place = await read.boundingBox();
  model.release();
  await expect.poll(fromEnd).toBeGreaterThan(2000);
  expect(await log.getByText(text, { exact: true }).boundingBox()).toEqual(place);

  await app.getByRole("button", { name: "To the end" }).click();
  await expect(log).toContainText("Paragraph 299 ");
  await expect.poll(fromEnd).toBeLessThanOrEqual(1);
});

test("finished work is folded when a thread is opened again, and unfolds to what it was", async ({
  app,
  model,
  repository,
}) => {
  model.script([
    answer(call("exec_command", { cmd: "ls" }), call("exec_command", { cmd: "cat README.md" })),
    answer(call("exec_command", { cmd: "echo first" }), call("exec_command", { cmd: "echo second" })),
    answer(say("All done.")),
  ]);
  await startThread(app, nameOf(repository.path), "Fold");
  await expectStatus(app, "Fold", "idle");
  const log = conversation(app, "Fold");
  await expect(log.getByRole("group", { name: "Command" })).toHaveCount(2);
  await app.reload();
  await expect(log).toContainText("Ran 2 commands, all passed");
  await expect(log.getByRole("group", { name: "Command" })).toHaveCount(0);
  await log.getByRole("button", { name: "Ran 2 commands, all passed" }).click();
  await log.getByRole("button", { name: "echo second" }).click();
  await expect(log.getByRole("group", { name: "Output" })).toHaveText("second");
});

test("links of the model lead outside and only where they may; pictures are not fetched", async ({
  app,
  model,
  repository,
}) => {
  const asked: string[] = [];
  app.on("request", (request) => asked.push(request.url()));
  model.script([
    answer(
      say("[good](https://example.com/a) [bad](javascript:alert(1)) ![pixel](https://example.com/p.png) <b>x</b>"),
    ),
  ]);
  await startThread(app, nameOf(repository.path), "Links");
  await expectStatus(app, "Links", "idle");
  const log = conversation(app, "Links");
  await expect(log).toContainText("<b>x</b>");
  const links = await log
    .getByRole("link")
    .evaluateAll((all) =>
      all.map((link) => [link.getAttribute("href"), link.getAttribute("target"), link.getAttribute("rel")]),
    );
  expect(links).toEqual([
    ["https://example.com/a", "_blank", "noopener noreferrer"],
    ["https://example.com/p.png", "_blank", "noopener noreferrer"],
  ]);
  await expect(log.locator("img, b")).toHaveCount(0);
  expect(asked.filter((url) => url.includes("example.com"))).toEqual([]);
  await send(box(app, "Links"), "scenario:say still here");
  await expect(log).toContainText("still here");
});

test("a model that is not offered is changed where it failed, and the thread goes on", async ({
  app,
  client,
  repository,
}) => {
  const title = "Ask the wrong one";
  await startThread(app, nameOf(repository.path), `${title}\nscenario:model`);
  await expectStatus(app, title, "failed");
  const error = conversation(app, title).getByRole("group", { name: "Error" });
  await expect(error).toContainText("Choose another model, then go on.");
  await error.getByRole("combobox", { name: "Go on with" }).click();
  await app.getByRole("option", { name: /GPT-5\.4 mini/ }).click();
  await expect(pane(app, title).getByRole("combobox", { name: "Model" })).toHaveText("GPT-5.4 mini");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say on it goes");
  await expect(conversation(app, title).getByText("on it goes", { exact: true })).toBeVisible();
  // What is over asks for nothing any more.
  await expect(error.getByRole("combobox")).toHaveCount(0);
  const [row] = await client.threads.list({});
  expect(row).toMatchObject({ status: "idle" });
});

test("a forked thread names the one that it goes on from, and leads there", async ({ app, client, repository }) => {
  const title = "The first way";
  await startThread(app, nameOf(repository.path), `${title}\nscenario:say hello`);
  await expectStatus(app, title, "idle");
  const [row] = await client.threads.list({});
  if (row === undefined) throw new Error("there is no thread");
  await client.threads.fork({ threadId: row.id, title: "Another way" });
  await threadLink(app, "Another way").click();
  await pane(app, "Another way")
    .getByRole("link", { name: `Forked from ${title}` })
    .click();
  await expect(pane(app, title)).toBeVisible();
});
