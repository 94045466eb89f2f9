import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { answer, broken, call, type RecordedRequest, type Reply, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, expectStatus, nameOf, pane, startThread, test as base } from "./harness.ts";
import { photograph } from "./look.ts";
import { backfill, before, compaction, flaky, invoices, manifest, screensScript, webhooks } from "./screensScript.ts";

/** A home with prices, so that cards say what a thread cost. */
const test = base.extend({
  home: async ({ home }, use) => {
    await mkdir(home.path, { recursive: true });
    const price = `[models."gpt-5.5".price]\ninput = 125\ncached = 12.5\noutput = 1000\n`;
    await writeFile(join(home.path, "config.toml"), price);
    await use(home);
  },
});

const deck = (page: Page): Locator => page.getByRole("region", { name: "Deck", exact: true });
const card = (page: Page, title: string): Locator => deck(page).getByRole("article", { name: title });

test("the deck at work", async ({ app, client, model, repository }) => {
  test.slow(); // each picture is taken and looked through twice
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  await using other = await temporaryRepository({ files: { "README.md": "# Lighthouse\n" }, name: "lighthouse" });
  await client.projects.open({ path: other.path });
  model.script(screensScript);
  const [harbour, lighthouse] = [nameOf(repository.path), nameOf(other.path)];
  await app.keyboard.press("Alt+d");
  await photograph(app, "deck-empty");
  await app.keyboard.press("Alt+d");
  await expectStatus(app, await startThread(app, lighthouse, flaky.message), "idle");
  await expectStatus(app, await startThread(app, lighthouse, backfill.message), "failed");
  await expectStatus(app, await startThread(app, harbour, compaction.message), "idle");
  await expectStatus(app, await startThread(app, harbour, manifest.message), "waiting_answer");
  await expectStatus(app, await startThread(app, harbour, invoices.message), "waiting_approval");
  await startThread(app, harbour, webhooks.message);
  await app.keyboard.press("Alt+d");
  await expect(card(app, "Retry webhooks")).toContainText("Retry with the same key");
  await app.keyboard.press("ArrowDown");
  await photograph(app, "deck");
  await app.setViewportSize({ width: 1280, height: 800 });
  await photograph(app, "deck-1280");
  await app.setViewportSize({ width: 1600, height: 1000 });
  await deck(app).getByRole("button", { name: "By project" }).click();
  await photograph(app, "deck-projects");
  await app.reload();
  await expect(deck(app).getByRole("button", { name: "By project" })).toHaveAttribute("aria-pressed", "true");
  await expect(card(app, "Compact without blocking reads")).toContainText("+13-1");
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
  await photograph(app, "away");
  await note.getByRole("button", { name: /Turn left/ }).click();
  await expect(pane(app, "Turn left")).toBeVisible();
  await note.getByRole("button", { name: "Dismiss" }).click();
  await expect(note).toHaveCount(0);
  await app.reload();
  await expect(pane(app, "Turn left")).toBeVisible();
  await expect(note).toHaveCount(0);
});
