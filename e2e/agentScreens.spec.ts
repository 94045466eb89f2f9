import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  sidebar,
  startThread,
  test as base,
  threadLink,
} from "./harness.ts";
import { photograph } from "./look.ts";
import { aside, before, compaction, flaky, payouts, screensScript, server, suite } from "./screensScript.ts";

/** A home with prices, profiles, rules and skills, as a person has after some weeks. */
const test = base.extend({
  home: async ({ home }, use) => {
    const skill = (name: string, description: string) => `---\nname: ${name}\n${description}---\n\nDo it well.\n`;
    const files = {
      "config.toml": `[thread]\nmodel = "gpt-5.5"\n\n[models."gpt-5.5".price]\ninput = 125\ncached = 12.5\noutput = 1000\n`,
      ".agents/skills/release-notes/SKILL.md": skill(
        "release-notes",
        "description: Writes release notes from the commits since the last tag.\n",
      ),
      ".agents/skills/bench/SKILL.md": skill("bench", ""),
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(home.path, name, ".."), { recursive: true });
      await writeFile(join(home.path, name), text);
    }
    await use(home);
  },
});

test.slow(); // each picture is taken and looked through twice

test("plan mode", async ({ app, model, repository }) => {
  model.script(screensScript);
  await sidebar(app)
    .getByRole("region", { name: nameOf(repository.path) })
    .hover();
  await app.getByRole("button", { name: `New thread in ${nameOf(repository.path)}` }).click();
  const start = app.getByRole("region", { name: "New thread" });
  await start.getByRole("button", { name: "Plan mode" }).click();
  await send(start.getByRole("textbox", { name: "Message" }), payouts.message);
  const thread = pane(app, payouts.message);
  await expectStatus(app, payouts.message, "waiting_answer");
  const form = thread.getByRole("dialog");
  await app.keyboard.press("1");
  await photograph(app, "plan-question");
  await app.keyboard.press("Enter");
  await form.getByRole("textbox", { name: "Your answer" }).fill("It waits for the next batch");
  await app.keyboard.press("Enter");
  await form.getByRole("textbox", { name: "Your answer" }).fill("sandbox-token");
  await photograph(app, "plan-question-secret");
  await app.keyboard.press("Enter");
  await expectStatus(app, payouts.message, "plan_ready");
  await photograph(app, "plan");
  await app.keyboard.press("e");
  await app.keyboard.press("Control+End");
  await app.keyboard.press("Alt+ArrowUp");
  await app.keyboard.type(", on a copy first");
  await app.keyboard.press("Control+Alt+m");
  await app.keyboard.type("Which copy? The one from last night will do.");
  await app.keyboard.press("Enter");
  await photograph(app, "plan-edit");
  await app.keyboard.press("Escape");
  await app.keyboard.press("y");
  await expect(conversation(app, payouts.message)).toContainText("The select locks");
  await photograph(app, "plan-at-work");
});

test("a thread's history", async ({ app, client, model, repository }) => {
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  model.script(screensScript);
  const { message } = compaction;
  const title = await startThread(app, nameOf(repository.path), message);
  await expectStatus(app, title, "idle");
  const thread = pane(app, title);
  await thread.getByRole("button", { name: /^(?!Context).* tokens$/ }).click();
  await expect(thread.getByRole("table", { name: "Tokens of this turn" })).toContainText("Together");
  await photograph(app, "tokens");
  await thread.getByRole("button", { name: "Turn actions" }).click();
  await photograph(app, "turn-menu");
  await app.getByRole("menuitem", { name: "Take this turn back…" }).click();
  await photograph(app, "roll-back");
  await app.keyboard.press("Escape");
  await thread.getByRole("button", { name: "More" }).click();
  await photograph(app, "thread-menu");
  await app.keyboard.press("Escape");
  const palette = async (name: string) => {
    await app.keyboard.press("Control+k");
    await app.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill(name);
    await app.keyboard.press("Enter");
  };
  await palette("Fork this thread");
  await photograph(app, "fork");
  await app.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await palette("Ask on the side");
  await app.getByRole("textbox", { name: "Side question" }).fill(aside.message);
  await app.keyboard.press("Enter");
  await expect(app.getByRole("log", { name: "Answer" })).toContainText("while they are merged");
  await photograph(app, "aside");
  await app.keyboard.press("Escape");

  await client.settings.update({ budgets: { thread: 1 } });
  await send(thread.getByRole("textbox", { name: "Message" }), "Now do the same for the flush");
  await expectStatus(app, title, "waiting_approval");
  await photograph(app, "budget");
});

test("running commands and attached pictures", async ({ app, client, model, repository }) => {
  await client.settings.update({ machine: { heavyCommands: 1 } });
  model.script(screensScript);
  const project = nameOf(repository.path);
  await expectStatus(app, await startThread(app, project, server.message), "idle");
  await startThread(app, project, suite.message);
  await expect(conversation(app, suite.message)).toContainText("Waiting for the machine: next");
  await photograph(app, "waiting-command");
  await threadLink(app, server.message).click();
  const thread = pane(app, server.message);
  await thread.getByRole("button", { name: "1 command runs in the background" }).click();
  await expect(thread.getByRole("region", { name: "Commands" })).toContainText(/\d+ % CPU/);
  const picture = await app.screenshot();
  await thread.locator('input[type="file"]').setInputFiles([
    { name: "window.png", mimeType: "image/png", buffer: picture },
    { name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") },
  ]);
  await expect(thread.getByRole("list", { name: "Attached", exact: true }).getByRole("alert")).toBeVisible();
  await thread.getByRole("textbox", { name: "Message" }).pressSequentially("The heading is cut in this picture $");
  await expect(app.getByRole("listbox", { name: "Skills" })).toBeVisible();
  await photograph(app, "attachments");
  await app.keyboard.press("Escape");
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("Running commands");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("dialog", { name: "Running commands" })).toContainText(/memory are free/);
  await photograph(app, "commands");
});

test("every page of the settings", async ({ app, client, model, repository }) => {
  model.script(screensScript);
  const project = nameOf(repository.path);
  const rule = { match: [], not_match: [] };
  const { project: opened } = await client.projects.locate({ path: repository.path });
  await client.rules.save({
    scope: "project",
    projectId: opened.id,
    rule: { ...rule, prefix: ["npm", ["test", "run"]], decision: "allow" },
  });
  await client.rules.save({
    scope: "user",
    rule: { ...rule, prefix: ["git", "push"], decision: "forbid", justification: "A person pushes." },
  });
  await client.settings.update({ agent: { instructions: "Write British English." }, budgets: { thread: 5, day: 20 } });
  await expectStatus(app, await startThread(app, project, flaky.message), "idle");
  await app.getByRole("button", { name: "Settings" }).click();
  const dialog = app.getByRole("dialog", { name: "Settings" });
  const pages = dialog.getByRole("navigation").getByRole("button");
  for (const name of await pages.allTextContents()) {
    await pages.getByText(name, { exact: true }).click();
    await expect(dialog.getByRole("heading", { name, exact: true })).toBeVisible();
    await photograph(app, `settings-${name.toLowerCase().replace(" ", "-")}`);
  }
  await pages.getByText("New threads", { exact: true }).click();
  await dialog.getByRole("combobox", { name: "Permissions" }).click();
  await photograph(app, "settings-choice");
  await app.getByRole("option", { name: /^Read only/ }).click();
  await expect(dialog.getByRole("combobox", { name: "Permissions" })).toContainText("Read only");
});
