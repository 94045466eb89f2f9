import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { answer, call, type ModelServer, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, sidebar, startThread, test, threadLink } from "./harness.ts";

const commands = (within: Page | Locator): Locator => within.getByRole("region", { name: "Commands" });
const served = "Serve the app";
const tested = "Test the app";

/** A thread whose heavy command runs on in the background, and one whose suite waits for it. */
async function fillTheMachine(page: Page, model: ModelServer, project: string): Promise<void> {
  model.script(({ body }) => {
    const input = JSON.stringify(body.input);
    const done = input.includes("function_call_output");
    if (input.includes(served))
      return done
        ? answer(say("It runs."))
        : answer(call("exec_command", { cmd: "make --silent 2>/dev/null; exec sleep 600", yield_time_ms: 0 }));
    if (!input.includes(tested)) return undefined;
    return done
      ? answer(say("All is well."))
      : answer(call("exec_command", { cmd: "make --silent 2>/dev/null; echo suite passed" }));
  });
  await startThread(page, project, served);
  await expectStatus(page, served, "idle");
  await startThread(page, project, tested);
}

test("a suite waits for the machine with its place shown, and runs when the other command is stopped", async ({
  app,
  client,
  model,
  repository,
}) => {
  await client.settings.update({ machine: { heavyCommands: 1 } });
  await fillTheMachine(app, model, nameOf(repository.path));
  await expect(conversation(app, tested)).toContainText("Waiting for the machine: next");
  await expect(commands(pane(app, tested))).toContainText("1 command waits");

  await threadLink(app, served).click();
  const list = commands(pane(app, served));
  await list.getByRole("button", { name: "1 command runs in the background" }).click();
  await expect(list).toContainText(/\d+ % CPU/);
  await expect(list).toContainText(/\d+ MB/);
  for (const colorScheme of ["light", "dark"] as const) {
    await app.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page: app }).analyze()).violations).toEqual([]);
  }
  await list.getByRole("button", { name: /^Stop make/ }).click();
  await expect(list).toHaveCount(0);

  await threadLink(app, tested).click();
  await expectStatus(app, tested, "idle");
  await expect(conversation(app, tested)).toContainText("All is well.");
  await expect(conversation(app, tested)).not.toContainText("Waiting for the machine");
});

test("the palette shows the commands of all threads, and a waiting one can be stopped there", async ({
  app,
  client,
  model,
  repository,
}) => {
  await client.settings.update({ machine: { heavyCommands: 1 } });
  await fillTheMachine(app, model, nameOf(repository.path));
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("Running commands");
  await app.keyboard.press("Enter");
  const dialog = app.getByRole("dialog", { name: "Running commands" });
  await expect(dialog.getByRole("button", { name: served })).toBeVisible();
  await expect(dialog).toContainText("Waiting for the machine: next");
  await expect(dialog).toContainText(/[\d.]+ [MG]B of [\d.]+ [MG]B memory are free/);
  await dialog.getByRole("listitem").filter({ hasText: "Waiting" }).getByRole("button", { name: /^Stop/ }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await dialog.getByRole("button", { name: served }).click();
  await expect(pane(app, served)).toBeVisible();
  await threadLink(app, tested).click();
  await expectStatus(app, tested, "idle");
  await expect(conversation(app, tested)).toContainText("The person stopped this command while it waited");
});

test("the limits are settings, kept in config.toml", async ({ app, client, repository }) => {
  await expect(sidebar(app).getByRole("region", { name: nameOf(repository.path) })).toBeVisible();
  await app.keyboard.press("Control+,");
  const dialog = app.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Machine" }).click();
  const heavy = dialog.getByRole("textbox", { name: "Heavy commands at once" });
  await heavy.fill("7");
  await heavy.press("Enter");
  const memory = dialog.getByRole("textbox", { name: "Memory, percent" });
  await memory.fill("400");
  await memory.press("Enter");
  await expect(memory).toHaveValue("75");
  await memory.fill("60");
  await memory.press("Enter");
  await expect(dialog.getByRole("button", { name: /^Use the default/ })).toBeVisible();
  await expect
    .poll(async () => (await client.settings.update({})).machine)
    .toEqual({ heavyCommands: 7, cpuPercent: 90, memoryPercent: 60 });
  await dialog.getByRole("button", { name: /^Use the default/ }).click();
  await expect
    .poll(async () => (await client.settings.update({})).machine)
    .toEqual({ cpuPercent: 90, memoryPercent: 60 });
});
