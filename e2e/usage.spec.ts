import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  answerApproval,
  test as base,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
} from "./harness.ts";
import { connect } from "./host.ts";

/** A home whose models have a price: a request of the scripted server costs some cents. */
const test = base.extend({
  home: async ({ home }, use) => {
    const price = '[models."gpt-5.5".price]\ninput = 1000\ncached = 1000\noutput = 1000\n';
    await writeFile(join(home.path, "config.toml"), `[thread]\nmodel = "gpt-5.5"\n\n${price}`);
    await use(home);
  },
});

async function openUsage(app: Page) {
  await app.getByRole("button", { name: "Settings" }).click();
  const dialog = app.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Usage" }).click();
  return dialog;
}

test("what was used is summed by day, project, thread and model, and a budget asks before it is passed", async ({
  app,
  model,
  repository,
}) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "Count this\nscenario:say Counted.");
  await expectStatus(app, "Count this", "idle");

  const settings = await openUsage(app);
  const day = settings.getByRole("table", { name: "Day" });
  await expect(day.getByRole("row")).toHaveCount(3);
  await expect(day.getByRole("row").nth(1)).toContainText("$");
  const group = async (name: string, row: string) => {
    await settings.getByText(name, { exact: true }).first().click();
    await expect(settings.getByRole("table", { name }).getByRole("rowheader", { name: row })).toBeVisible();
  };
  await group("Project", project);
  await group("Thread", "Count this");
  await group("Model", "GPT-5.5");

  const budget = settings.getByRole("textbox", { name: "Budget of a thread" });
  await budget.fill("0.02");
  await budget.press("Enter");
  await expect(settings.getByRole("heading", { name: "Usage" })).toBeVisible();
  await app.keyboard.press("Escape");

  const box = pane(app, "Count this").getByRole("textbox", { name: "Message" });
  await send(box, "scenario:say More.");
  await expectStatus(app, "Count this", "waiting_approval");
  const ask = pane(app, "Count this").getByRole("alertdialog");
  await expect(ask).toContainText("of $0.02 for this thread are spent");
  await expect(ask.getByRole("button", { name: "Approve for this thread" })).toHaveCount(0);
  const before = model.requests.length;
  await answerApproval(app, "Count this", "Decline");
  await expectStatus(app, "Count this", "failed");
  await expect(conversation(app, "Count this")).toContainText("The budget is used up");
  expect(model.requests).toHaveLength(before);

  await send(box, "scenario:say Go on.");
  await answerApproval(app, "Count this", "Approve");
  await expectStatus(app, "Count this", "idle");
  await expect(conversation(app, "Count this")).toContainText("Go on.");
});

test("a side question that would pass a budget says so, and is asked when the person wants it all the same", async ({
  app,
  host,
  repository,
}) => {
  const title = "scenario:say Counted.";
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  using connection = await connect(host.url);
  await connection.client.settings.update({ budgets: { thread: 0.01 } });
  await pane(app, title).getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Ask on the side…" }).click();
  const dialog = app.getByRole("dialog", { name: "Ask on the side" });
  await dialog.getByRole("textbox", { name: "Side question" }).fill("scenario:say Because.");
  await dialog.getByRole("textbox", { name: "Side question" }).press("Enter");
  const asks = dialog.getByRole("group", { name: "Over budget" });
  await expect(asks).toContainText("of $0.01 for this thread are spent. This question would pass that limit.");
  await asks.getByRole("button", { name: "Ask all the same" }).click();
  await expect(dialog.getByRole("log", { name: "Answer" })).toContainText("Because.");
  await expect(asks).toBeHidden();
});
