import { expect, expectStatus, nameOf, pane, startThread, test } from "./harness.ts";

test("the palette finds acts, threads, projects, skills and settings, and shows keys and what was used last", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  await expectStatus(app, await startThread(app, project, "scenario:say first thread"), "idle");
  await expectStatus(app, await startThread(app, project, "scenario:say second thread"), "idle");
  const palette = app.getByRole("dialog", { name: "Command palette" });
  const box = palette.getByRole("combobox");
  const open = async (typed: string) => {
    await app.keyboard.press("Control+k");
    await box.fill(typed);
  };

  await open("split");
  await expect(palette.getByRole("option").first()).toContainText("One pane more");
  await expect(palette.getByRole("option").first()).toContainText("Ctrl \\");
  await app.keyboard.press("Escape");

  await open("#first");
  await app.keyboard.press("Control+Enter");
  await expect(pane(app, "scenario:say first thread")).toBeVisible();
  await expect(pane(app, "scenario:say second thread")).toBeVisible();

  await open("rename");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("textbox", { name: "Title" })).toBeFocused();
  await app.keyboard.press("Escape");

  await open(`new thread in ${project}`);
  await expect(palette.getByRole("option", { name: `New thread in ${project}` })).toBeVisible();
  await box.fill("settings machine");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("dialog", { name: "Settings" }).getByRole("heading", { name: "Machine" })).toBeVisible();
  await app.keyboard.press("Escape");

  await open("");
  const recent = palette.getByRole("group", { name: "Recently used" }).getByRole("option");
  await expect(recent.first()).toContainText("Settings: Machine");
  await expect(recent.nth(1)).toContainText("Rename the thread");
  await expect(recent.nth(2)).toContainText("first thread");
});

test("a skill of the palette goes into the message", async ({ app, repository, client }) => {
  await expectStatus(app, await startThread(app, nameOf(repository.path), "scenario:say hello"), "idle");
  const abort = new AbortController();
  let name = "";
  for await (const { skills } of await client.skills.watch({}, { signal: abort.signal })) {
    name = skills[0]?.name ?? "";
    break;
  }
  abort.abort();
  await app.keyboard.press("Control+k");
  await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill(`$${name}`);
  await expect(app.getByRole("option", { name: `$${name}` })).toHaveAttribute("aria-selected", "true");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("textbox", { name: "Message" })).toContainText(`$${name}`);
});

test("how the thread works, a single setting and a project's action are in the palette too", async ({
  app,
  client,
  repository,
}) => {
  const { id: projectId } = await client.projects.open({ path: repository.path });
  await client.actions.save({ projectId, action: { name: "Say hello", command: "echo hello" } });
  const title = await startThread(app, nameOf(repository.path), "scenario:say hello");
  await expectStatus(app, title, "idle");
  const palette = app.getByRole("dialog", { name: "Command palette" });
  const choose = async (typed: string, option: string | RegExp) => {
    await app.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill(typed);
    await expect(palette.getByRole("option", { selected: true })).toContainText(option);
    await app.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  };
  await choose("permissions read", "Permissions: Read only");
  await expect(pane(app, title).getByRole("combobox", { name: "Permissions" })).toContainText("Read only");
  await choose("plan first", "Plan first, or work");
  await expect(pane(app, title).getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "true");
  await choose("letters in", "Settings: Appearance, Letters in terminals");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await expect(settings.getByRole("heading", { name: "Appearance" })).toBeVisible();
  await expect(settings.getByRole("textbox", { name: "Size of letters in terminals" })).toBeFocused();
  await app.keyboard.press("Escape");
  await choose("say hello", "Run Say hello");
  await expect(app.getByRole("region", { name: "Terminal" }).getByRole("tab", { name: "Say hello" })).toBeVisible();
});
