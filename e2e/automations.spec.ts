import type { Locator, Page } from "@playwright/test";
import { answer, call, freePort, say } from "@flightdeck/testkit";
import { nights, writeHistory } from "./automationHistory.ts";
import { expect, nameOf, test } from "./harness.ts";

const screen = (page: Page): Locator => page.getByRole("region", { name: "Automations" });
const form = (page: Page): Locator => screen(page).getByRole("complementary");
const runs = (page: Page, name: string): Locator =>
  screen(page)
    .getByRole("region", { name: `Runs of ${name}` })
    .getByRole("listitem");
const entry = (page: Page): Locator =>
  page.getByRole("complementary", { name: "Sidebar" }).getByRole("button", { name: /^Automations/ });

/** Presses a key of the window, once it is there to take it. */
async function press(page: Page, key: string): Promise<void> {
  await expect(entry(page)).toBeVisible();
  await page.keyboard.press(key);
}

/** Chooses in one of the form's lists. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await form(page).getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}

test("an automation is made in the form, tells when it is due, runs to its result, and is deleted", async ({
  app,
  model,
  repository,
}) => {
  const name = "Look at yesterday";
  await press(app, "Alt+Shift+T");
  await expect(form(app).getByRole("textbox", { name: "Name" })).toBeFocused();
  // Half of it does nothing, and says what is missing.
  await app.keyboard.press("Control+s");
  await app.keyboard.type(name);
  await app.keyboard.press("Control+s");
  await expect(form(app)).toContainText("Say what the agent is to do");
  await form(app).getByRole("textbox", { name: "Prompt" }).click();
  await app.keyboard.insertText("Review what reached main since the last run.");
  await expect(form(app).getByLabel(nameOf(repository.path), { exact: true })).toBeVisible();

  await choose(app, "When", "Cron");
  const cron = form(app).getByRole("textbox", { name: "Cron expression" });
  await cron.fill("61 2 * * 1-5");
  await expect(form(app).getByRole("status").filter({ hasText: "minute" })).toBeVisible();
  await cron.fill("30 2 * * 1-5");
  await form(app).getByRole("combobox", { name: "Time zone" }).fill("Tokyo");
  await app.getByRole("option", { name: "Asia/Tokyo" }).click();
  await expect(form(app)).toContainText("At 02:30, Monday through Friday (Asia/Tokyo)");
  const times = form(app).getByRole("list", { name: "The next times" }).getByRole("listitem");
  await expect(times).toHaveCount(5);
  await expect(times.nth(4)).toContainText("02:30");

  // A limit in dollars needs a price.
  const dollars = form(app).getByRole("textbox", { name: "Dollars of a run" });
  await dollars.fill("2");
  await expect(form(app)).toContainText("No price is known for GPT-5.5: this limit holds once config.toml names one.");
  await dollars.fill("");

  // What is written survives a reload, and nothing is there to run.
  await app.reload();
  await expect(form(app).getByRole("textbox", { name: "Prompt" })).toContainText("Review what reached main");
  await expect(screen(app).getByRole("switch")).toHaveCount(0);
  await app.keyboard.press("Control+s");
  await expect(screen(app).getByRole("switch", { name })).toHaveAttribute("aria-checked", "true");
  await expect(entry(app)).toContainText("next ");

  model.script([
    answer(
      call("report", {
        outcome: "found",
        summary: "One thing is wrong.",
        findings: [{ title: "The answer is 41", body: "It should be 42.", priority: "P1" }],
      }),
    ),
    answer(say("Done.")),
  ]);
  await screen(app).getByRole("button", { name, exact: true }).click();
  await app.keyboard.press("r");
  await expect(runs(app, name)).toContainText(["1 finding: One thing is wrong."], { timeout: 30_000 });
  await runs(app, name).getByRole("link").click();
  await expect(app.getByRole("log", { name: "Conversation" })).toContainText("Review what reached main");
  await app.getByRole("button", { name: `Show the automation ${name}` }).click();

  // A dry run is told apart from the others, and changes nothing.
  model.script([
    answer(call("report", { outcome: "nothing", summary: "There is nothing to review." })),
    answer(say("Done.")),
  ]);
  await form(app).getByRole("button", { name: "Dry run" }).click();
  await expect(runs(app, name).first()).toContainText("dry runNothing found: There is nothing to review.", {
    timeout: 30_000,
  });

  await form(app).getByRole("button", { name: "Delete…" }).click();
  await expect(app.getByRole("alertdialog")).toContainText("earlier runs with their threads");
  await app.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(screen(app)).toContainText("Work that goes on without you");
});

test("a template fills in the form for the project at hand, and runs only once it is saved", async ({
  app,
  client,
  repository,
}) => {
  await press(app, "Alt+t");
  const templates = screen(app).getByRole("list", { name: "Templates" });
  await expect(templates.getByRole("listitem")).not.toHaveCount(0);
  const title = (await templates.getByRole("heading").first().textContent()) ?? "";
  await templates.getByRole("button", { name: `Use ${title}` }).click();
  await expect(form(app).getByRole("textbox", { name: "Prompt" })).toContainText(/\w/);
  await expect(form(app).getByLabel(nameOf(repository.path), { exact: true })).toBeVisible();
  await expect(form(app)).toContainText("Nothing runs until it is saved");
  expect((await client.automations.export({})).text).not.toContain("prompt");
  await form(app).getByRole("button", { name: "Save paused" }).click();
  await expect(screen(app).getByRole("switch")).toHaveAttribute("aria-checked", "false");
});

test("what is written is never laid silently over what was changed elsewhere", async ({ app, client, repository }) => {
  const project = await client.projects.open({ path: repository.path });
  const content = {
    name: "Docs drift",
    prompt: "Compare the documentation with the code.",
    projects: [project.id],
    trigger: { kind: "manual" as const },
  };
  const { automationId } = await client.automations.create({ content });
  await entry(app).click();
  const prompt = form(app).getByRole("textbox", { name: "Prompt" });
  await prompt.click();
  await app.keyboard.press("Control+End");
  await app.keyboard.insertText(" Mine.");
  await expect(form(app)).toContainText("Not saved; it runs as it was");

  // To look at something else and come back loses nothing.
  await entry(app).click();
  await entry(app).click();
  await expect(prompt).toContainText("Mine.");

  await client.automations.update({
    automationId,
    content: { ...content, prompt: "Theirs.", limits: { minutes: 12 } },
  });
  await expect(form(app).getByRole("alert")).toContainText("Somebody else changed the prompt");
  await expect(form(app).getByRole("textbox", { name: "Minutes of a run" })).toHaveValue("12");
  await app.keyboard.press("Control+s");
  await form(app).getByRole("button", { name: "Keep mine" }).click();
  await form(app).getByRole("button", { name: "Save", exact: true }).click();
  await expect(form(app)).toContainText(/Saved \d\d:\d\d/);
  const { text } = await client.automations.export({});
  expect(text).toContain("Compare the documentation with the code. Mine.");
  expect(text).toContain("minutes = 12");
  expect(text).not.toContain("Theirs.");
});

test("the list is worked by keyboard: on and off, all paused, run from the palette, and why a run did not happen", async ({
  app,
  client,
  home,
  repository,
}) => {
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const make = async (name: string, time: string) => {
    const trigger = { kind: "schedule" as const, schedule: { kind: "daily" as const, time } };
    const content = { name, prompt: "scenario:say All is well.", projects: [projectId], trigger };
    return (await client.automations.create({ content })).automationId;
  };
  await make("Alpha", "03:10");
  const beta = await make("Beta", "03:20");
  writeHistory(home.path, { id: beta, name: "Beta", projectId }, nights);
  await app.reload();
  await press(app, "Alt+t");
  await expect(form(app).getByRole("heading", { name: "Alpha" })).toBeVisible();
  await app.keyboard.press("j");
  await expect(form(app).getByRole("heading", { name: "Beta" })).toBeVisible();
  await expect(runs(app, "Beta").filter({ hasText: "Missed: The machine was asleep" })).toHaveCount(1);
  await expect(runs(app, "Beta").filter({ hasText: "Skipped: The run before" })).toHaveCount(1);
  await expect(runs(app, "Beta").filter({ hasText: "dry run" })).toHaveCount(1);

  const on = (name: string) => screen(app).getByRole("switch", { name });
  await app.keyboard.press("x");
  await expect(on("Beta")).toHaveAttribute("aria-checked", "false");
  await app.keyboard.press("k");
  await app.keyboard.press("Space");
  await expect(on("Alpha")).toHaveAttribute("aria-checked", "false");
  await app.keyboard.press("x");
  await expect(on("Alpha")).toHaveAttribute("aria-checked", "true");
  await expect(entry(app)).toContainText("03:10");
  await app.keyboard.press("Enter");
  await expect(form(app).getByRole("textbox", { name: "Name" })).toBeFocused();

  await screen(app).getByRole("button", { name: "Pause all" }).click();
  await expect(screen(app)).toContainText("All automations are paused.");
  await expect(entry(app)).toContainText("paused");
  await expect(on("Alpha")).toHaveAttribute("aria-checked", "true");

  // By hand it runs all the same, from anywhere.
  await entry(app).click();
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("run alpha");
  await app.keyboard.press("Enter");
  await app.getByRole("button", { name: "Show" }).click();
  await expect(runs(app, "Alpha").filter({ hasText: "All is well." })).toHaveCount(1, { timeout: 30_000 });
  await screen(app).getByRole("button", { name: "Resume all" }).click();
  await expect(entry(app)).toContainText("03:10");
});

test("a webhook's token is shown once, begins a run, and a wrong one does not", async ({ app, client, repository }) => {
  await client.settings.update({ automations: { webhookPort: await freePort() } });
  const { id } = await client.projects.open({ path: repository.path });
  const content = { name: "On release", prompt: "scenario:say Noted.", projects: [id] };
  await client.automations.create({ content: { ...content, trigger: { kind: "webhook" } } });
  await press(app, "Alt+t");
  await form(app).getByRole("button", { name: "Make a token" }).click();
  const shown = (name: string) => form(app).getByLabel(name, { exact: true }).textContent();
  const [url, token, command] = [await shown("Address"), await shown("Token"), await shown("Command")];
  expect(command).toBe(`curl -X POST -H 'Authorization: Bearer ${token}' ${url}`);
  const post = async (key: string) =>
    (await fetch(url ?? "", { method: "POST", headers: { authorization: `Bearer ${key}` }, body: "v4.2" })).status;
  expect(await post("wrong")).toBe(401);
  await expect(runs(app, "On release")).toHaveCount(0);
  expect(await post(token ?? "")).toBe(202);
  await expect(runs(app, "On release")).toContainText(["Noted.webhook"], { timeout: 30_000 });
  await app.reload();
  await expect(form(app).getByRole("button", { name: "Make a token" })).toBeVisible();
  await expect(form(app).getByLabel("Token", { exact: true })).toHaveCount(0);
});

test("automations go to a file and come back paused, all or none", async ({ app, client, repository }) => {
  await client.settings.update({ automations: { webhookPort: await freePort() } });
  const { id } = await client.projects.open({ path: repository.path });
  await client.automations.create({
    content: { name: "Docs drift", prompt: "Compare.", projects: [id], trigger: { kind: "webhook" } },
  });
  await press(app, "Alt+t");
  const saved = app.waitForEvent("download");
  await form(app).getByRole("button", { name: "Export TOML" }).click();
  expect((await saved).suggestedFilename()).toBe("docs-drift.toml");
  const { text } = await client.automations.export({});
  const take = async (body: string) => {
    const chooser = app.waitForEvent("filechooser");
    await screen(app).getByRole("button", { name: "More" }).click();
    await app.getByRole("menuitem", { name: "Import TOML…" }).click();
    await (await chooser).setFiles({ name: "mine.toml", mimeType: "text/plain", buffer: Buffer.from(body) });
  };
  await take(`${text.replace("Docs drift", "Second")}\nprompt = `);
  await expect(app.getByRole("dialog")).toContainText("Nothing was imported");
  await app.keyboard.press("Escape");
  await take(text.replace("Docs drift", "Second"));
  await expect(app.getByRole("dialog")).toContainText("They are paused");
  await app.getByRole("dialog").getByRole("button", { name: "Look at it" }).click();
  await expect(form(app).getByRole("heading", { name: "Second" })).toBeVisible();
  await expect(screen(app).getByRole("switch", { name: "Second" })).toHaveAttribute("aria-checked", "false");
});
