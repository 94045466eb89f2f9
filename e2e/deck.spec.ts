import type { Locator, Page } from "@playwright/test";
import { answer, broken, call, type RecordedRequest, type Reply, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, expectStatus, nameOf, pane, test } from "./harness.ts";
import { photograph } from "./look.ts";

const deck = (page: Page): Locator => page.getByRole("region", { name: "Deck", exact: true });
const card = (page: Page, title: string): Locator => deck(page).getByRole("article", { name: title });

test("cards are grouped by status or by project and put in order, and stay so over a reload", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  await using other = await temporaryRepository({ files: { "README.md": "# Lighthouse\n" }, name: "lighthouse" });
  await app.keyboard.press("Alt+d");
  await expect(deck(app)).toContainText("No threads yet");
  await photograph(app, "deck-empty");
  const workspace = { kind: "worktree" as const };
  for (const [path, text, status] of [
    [repository.path, "Turn left", "idle"],
    [other.path, "Stream", "running"],
    [repository.path, "Allow it", "waiting_approval"],
    [other.path, "Ask me", "waiting_answer"],
  ] as const) {
    const { id: projectId } = await client.projects.open({ path });
    await client.threads.create({ projectId, workspace, text });
    await expectStatus(app, text, status);
  }
  const group = (name: string) => deck(app).getByRole("region", { name, exact: true }).getByRole("article");
  const names = (...titles: readonly string[]) => titles.map((title) => new RegExp(title));
  await expect(group("Waits for you")).toHaveText(names("Allow it", "Ask me"));
  await expect(group("Ready to review")).toHaveText(names("Turn left"));
  await expect(group("Running")).toHaveText(names("Stream"));
  const order = deck(app).getByRole("combobox", { name: "Order" });
  await order.click();
  await app.getByRole("option", { name: "Newest first" }).click();
  await expect(group("Waits for you")).toHaveText(names("Ask me", "Allow it"));
  await deck(app).getByRole("button", { name: "By project" }).click();
  await order.click();
  await app.getByRole("option", { name: "By name" }).click();
  await expect(group(nameOf(repository.path))).toHaveText(names("Allow it", "Turn left"));
  await app.reload();
  await expect(deck(app).getByRole("button", { name: "By project" })).toHaveAttribute("aria-pressed", "true");
  await expect(group(nameOf(other.path))).toHaveText(names("Ask me", "Stream"));
});

/** What each thread's agent does, by the first words of its message. */
function script({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  const outputs = body.input.filter(({ type }) => type?.endsWith("_call_output")).length;
  if (input.includes("Ask me")) {
    const options = [{ label: "Left" }, { label: "Right" }];
    const question = { id: "way", header: "Way", question: "Left or right?", options };
    return answer(outputs === 0 ? call("request_user_input", { questions: [question] }) : say("Left it is."));
  }
  if (input.includes("Allow it")) {
    const command = call("exec_command", { cmd: "echo yes", escalate: true, justification: "To see it" });
    return answer(outputs === 0 ? command : say("It said yes."));
  }
  if (input.includes("Plan it")) {
    const steps = ["Do this", "Do that"];
    return answer(
      outputs === 0
        ? call("propose_plan", { title: "Two steps", text: "First this, then that.", steps })
        : say("Carried out."),
    );
  }
  if (input.includes("Tell me more")) {
    const field = (id: string) => ({ id, header: id, question: `Which ${id}?` });
    const questions = [field("name"), field("colour")];
    return answer(outputs === 0 ? call("request_user_input", { questions }) : say("Thank you."));
  }
  if (input.includes("Turn left")) return answer(say("Turned left."));
  if (input.includes("Stream")) return broken(answer(say("Word by word it goes on")), "stall", "text");
  return undefined;
}

test("with the keyboard alone cards are walked, answered, steered and opened", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  for (const text of ["Ask me", "Allow it", "Stream"]) {
    await client.threads.create({ projectId, workspace: { kind: "worktree" }, text });
    const status = { "Ask me": "waiting_answer", "Allow it": "waiting_approval" }[text] ?? "running";
    await expectStatus(app, text, status);
  }
  await app.keyboard.press("Alt+d");
  await expect(card(app, "Ask me").getByRole("button", { name: "Left" })).toBeVisible();
  await expect(card(app, "Allow it").getByRole("alertdialog")).toContainText("Approve");
  await expect(card(app, "Stream")).toContainText("Word by word");

  await app.keyboard.press("ArrowRight");
  await expect(card(app, "Ask me")).toBeFocused();
  await app.keyboard.press("ArrowRight");
  await expect(card(app, "Allow it")).toBeFocused();
  await app.keyboard.press("y");
  await expectStatus(app, "Allow it", "idle");
  await expect(card(app, "Allow it")).toContainText("It said yes.");
  await expect(card(app, "Ask me")).toHaveAttribute("data-status", "waiting_answer");

  await card(app, "Ask me").focus();
  await app.keyboard.press("1");
  await expectStatus(app, "Ask me", "idle");
  await expect(card(app, "Ask me")).toContainText("Left it is.");

  await card(app, "Stream").focus();
  await app.keyboard.press("s");
  await app.keyboard.insertText("Turn left");
  await app.keyboard.press("Enter");
  await expect(card(app, "Stream")).toBeFocused();
  await expect(card(app, "Stream")).toContainText("1 steering");
  await card(app, "Stream").getByRole("button", { name: "Stop" }).click();
  await expectStatus(app, "Stream", "interrupted");
  await card(app, "Ask me").focus();
  await app.keyboard.press("Enter");
  await expect(pane(app, "Ask me")).toBeVisible();
});

test("a plan is accepted on its card, and a question of several parts is answered in a dialog over the wall", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const workspace = { kind: "worktree" as const };
  await client.threads.create({ projectId, workspace, text: "Plan it", settings: { mode: "plan" } });
  await expectStatus(app, "Plan it", "plan_ready");
  await client.threads.create({ projectId, workspace, text: "Tell me more" });
  await expectStatus(app, "Tell me more", "waiting_answer");
  await app.keyboard.press("Alt+d");
  await expect(card(app, "Plan it")).toContainText("Do this");
  await card(app, "Plan it").getByRole("button", { name: "Accept" }).click();
  await expectStatus(app, "Plan it", "idle");
  await card(app, "Tell me more").getByRole("button", { name: "Answer…" }).click();
  const dialog = app.getByRole("dialog", { name: "The agent asks" });
  for (const words of ["Ada", "Green"]) {
    await dialog.getByRole("textbox", { name: "Your answer" }).fill(words);
    await app.keyboard.press("Enter");
  }
  await expectStatus(app, "Tell me more", "idle");
  await expect(dialog).toHaveCount(0);
  await expect(card(app, "Tell me more")).toContainText("Thank you.");
});

test("a thread that works changes its own card and no other", async ({ app, client, model, repository }) => {
  model.script(script);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const create = (text: string) => client.threads.create({ projectId, workspace: { kind: "local" }, text });
  await create("Turn left");
  await expectStatus(app, "Turn left", "idle");
  await create("Stream");
  await app.keyboard.press("Alt+d");
  await expect(card(app, "Stream")).toContainText("Word by word");
  await card(app, "Stream").focus(); // Tab enters the wall there: it moves with the focus, not with the work
  await card(app, "Turn left").evaluate((element) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const look = new MutationObserver((changes) =>
      seen.push(...changes.map(({ type, attributeName }) => `${type} ${attributeName}`)),
    );
    look.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await card(app, "Stream").getByRole("button", { name: "Stop" }).click();
  await expect(card(app, "Stream")).toHaveAttribute("data-status", "interrupted");
  expect(await app.evaluate(() => Reflect.get(window, "seen"))).toEqual([]);
});

test("who comes back after an absence reads what happened, a line per thread, and puts it away", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  // The window was used an hour ago, and then closed.
  await app.addInitScript(() => {
    if (sessionStorage.getItem("came") !== null) return;
    sessionStorage.setItem("came", "back");
    localStorage.setItem("flightdeck.lastSeen", String(Date.now() - 3_600_000));
  });
  for (const text of ["Turn left", "Allow it"])
    await client.threads.create({ projectId, workspace: { kind: "worktree" }, text });
  await expectStatus(app, "Turn left", "idle");
  await expectStatus(app, "Allow it", "waiting_approval");
  await app.reload();
  const note = app.getByRole("region", { name: "Since you were away" });
  await expect(note.getByRole("listitem")).toHaveText([/Allow it.*waits for your approval/, /Turn left.*finished/]);
  await note.getByRole("button", { name: /Turn left/ }).click();
  await expect(pane(app, "Turn left")).toBeVisible();
  await note.getByRole("button", { name: "Dismiss" }).click();
  await expect(note).toHaveCount(0);
  await app.reload();
  await expect(pane(app, "Turn left")).toBeVisible();
  await expect(note).toHaveCount(0);
});
