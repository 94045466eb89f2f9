import { answer, call, type ModelServer, say } from "@flightdeck/testkit";
import type { Locator, Page } from "@playwright/test";
import {
  answerApproval,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
  test,
} from "./harness.ts";

const screen = (page: Page): Locator => page.getByRole("region", { name: "Automations" });
const card = (page: Page, title: string): Locator => pane(page, title).getByRole("alertdialog");
const entry = (page: Page): Locator =>
  page.getByRole("complementary", { name: "Sidebar" }).getByRole("button", { name: /^Automations/ });

/** The agent proposes it, and says what it heard. */
function proposes(model: ModelServer, input: object): void {
  model.script(({ body }) => {
    const items = body.input as readonly { readonly type?: string; readonly output?: unknown }[]; // the Responses format
    const last = items.at(-1);
    return last?.type === "function_call_output"
      ? answer(say(String(last.output)))
      : answer(call("propose_automation", input));
  });
}

const digest = {
  name: "Morning digest",
  prompt: "Say what reached main since yesterday, by theme.",
  at: "07:30",
  days: ["mon", "tue", "wed", "thu", "fri"],
  time_zone: "Europe/Berlin",
};

test("what is asked for in a thread is proposed, and made by the person's yes, changed first, or not at all", async ({
  app,
  model,
  repository,
}) => {
  const title = "Do this every morning";
  proposes(model, digest);
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "waiting_approval");
  await expect(card(app, title)).toHaveAccessibleName("Create this automation?");
  await expect(card(app, title)).toContainText("Morning digest");
  await expect(card(app, title)).toContainText("07:30");
  await expect(card(app, title)).toContainText("Europe/Berlin");
  await expect(card(app, title).getByLabel("Prompt")).toContainText("by theme");
  await expect(card(app, title)).toContainText("a fresh worktree for each run");
  await expect(card(app, title).getByRole("button", { name: "Approve for this thread" })).toHaveCount(0);
  await answerApproval(app, title, "Create it");
  await expect(conversation(app, title)).toContainText("The automation “Morning digest” is made");
  await expect(entry(app)).toContainText("next ");
  await entry(app).click();
  await expect(screen(app).getByRole("switch", { name: "Morning digest" })).toHaveAttribute("aria-checked", "true");
  await app.keyboard.press("Alt+ArrowLeft");

  proposes(model, { ...digest, name: "Evening digest", at: "18:00" });
  const box = pane(app, title).getByRole("textbox", { name: "Message" });
  await box.click();
  await send(box, "And in the evening");
  await card(app, title).getByRole("button", { name: "Edit first…" }).click();
  const dialog = app.getByRole("dialog", { name: "New automation" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("");
  await dialog.getByRole("button", { name: "Create it" }).click();
  await expect(dialog).toContainText("Give it a name");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Night digest");
  await dialog.getByRole("button", { name: "Create it" }).click();
  await expect(conversation(app, title)).toContainText("“Night digest” is made");
  await expect(conversation(app, title)).toContainText("The person changed it first");

  proposes(model, { ...digest, name: "Noon digest", at: "12:00" });
  await box.click();
  await send(box, "And at noon");
  await answerApproval(app, title, "Decline");
  await expect(conversation(app, title)).toContainText("there is no such automation");
  await entry(app).click();
  await expect(screen(app).getByRole("switch")).toHaveCount(2);
  await expect(screen(app)).not.toContainText("Noon digest");
});
