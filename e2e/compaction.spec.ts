import type { Page } from "@playwright/test";
import { answer, refuse, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";

const title = "A long talk";
const compaction = (page: Page) => conversation(page, title).getByRole("group", { name: "Compaction" });

async function talk(page: Page, project: string): Promise<void> {
  await startThread(page, project, `${title}\nscenario:text60000x20`);
  await expectStatus(page, title, "idle");
}

test("the conversation is made shorter from the gauge, and goes on", async ({ app, repository }) => {
  await talk(app, nameOf(repository.path));
  const gauge = pane(app, title).getByRole("button", { name: /^Context \d+ % used/ });
  await gauge.click();
  await app.getByRole("menuitem", { name: "Make the conversation shorter" }).click();
  await expect(compaction(app)).toContainText(/Made shorter: .* → .* tokens/);
  await expectStatus(app, title, "idle");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say and on it goes");
  await expect(conversation(app, title).getByText("and on it goes", { exact: true })).toBeVisible();
});

test("a summary of the model's own is there to be read", async ({ app, model, repository }) => {
  model.compacts(false);
  await talk(app, nameOf(repository.path));
  model.script([answer(say("**What was done**: nothing but talk."))]);
  await app.keyboard.press("Control+k");
  await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill("shorter");
  await app.keyboard.press("Enter");
  await expect(compaction(app)).toContainText("Made shorter");
  await compaction(app).getByRole("button").click();
  await expect(compaction(app)).toContainText("What was done: nothing but talk.");
});

test("a compaction that fails says why, and the thread goes on", async ({ app, model, repository }) => {
  model.compacts(false);
  await talk(app, nameOf(repository.path));
  model.script([refuse(400, { code: "invalid_prompt", message: "Not this one." })]);
  await pane(app, title)
    .getByRole("button", { name: /^Context/ })
    .click();
  await app.getByRole("menuitem", { name: "Make the conversation shorter" }).click();
  await expect(compaction(app)).toContainText("could not be made shorter");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say still here");
  await expect(conversation(app, title).getByText("still here", { exact: true })).toBeVisible();
});
