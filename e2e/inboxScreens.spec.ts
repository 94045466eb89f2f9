import { temporaryRepository } from "@flightdeck/testkit";
import { expect, test as base } from "./harness.ts";
import { nightFiles, nightScript, spendNight } from "./inboxScript.ts";
import { photograph } from "./look.ts";

const test = base.extend({
  repository: async ({}, use) => {
    await using repository = await temporaryRepository({ files: nightFiles, name: "harbour" });
    await use(repository);
  },
});

test.describe.configure({ timeout: 300_000 });

test("the morning, what waits there in full, and all that is kept", async ({ app, client, model, repository }) => {
  model.script(nightScript);
  const { id } = await client.projects.open({ path: repository.path });
  await spendNight(client, id);
  await app.keyboard.press("Alt+i");
  const inbox = app.getByRole("region", { name: "Inbox", exact: true });
  const section = (name: string) => inbox.getByRole("list", { name, exact: true }).getByRole("listitem");
  await expect(section("Do first")).toHaveCount(2);
  await expect(inbox.getByRole("region", { name: "Proof" })).toBeVisible();
  await expect(inbox.getByText("await db.tokens.delete(id);")).toBeVisible();
  for (const { name, width, height } of [
    { name: "inbox", width: 1600, height: 1000 },
    { name: "inbox-small", width: 1280, height: 800 },
  ]) {
    await app.setViewportSize({ width, height });
    await photograph(app, name);
  }
  await app.keyboard.press("j");
  await app.keyboard.press("j");
  await expect(inbox.getByRole("alertdialog")).toBeVisible();
  await photograph(app, "inbox-approval");
  await app.keyboard.press("j");
  await inbox.getByRole("button", { name: /^Nothing found/ }).click();
  await app.keyboard.press("Shift+J");
  await app.keyboard.press("Shift+J");
  await expect(inbox.getByRole("toolbar", { name: "Selection" })).toBeVisible();
  await photograph(app, "inbox-selection");
  await app.keyboard.press("Escape");
  await inbox.getByText("All", { exact: true }).click();
  await expect(section("All")).toHaveCount(7);
  await photograph(app, "inbox-all");
});
