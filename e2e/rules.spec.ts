import type { Locator, Page } from "@playwright/test";
import { answer, call, say } from "@flightdeck/testkit";
import {
  answerApproval,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  sidebar,
  startThread,
  test,
} from "./harness.ts";

const box = (page: Page, title: string): Locator => pane(page, title).getByRole("textbox", { name: "Message" });

async function openRules(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Rules" }).click();
  return dialog;
}

const closeSettings = (page: Page) =>
  page.getByRole("dialog", { name: "Settings" }).getByRole("button", { name: "Close" }).click();

test("what was always allowed is not asked again, until its rule is removed", async ({ app, repository }) => {
  const title = await startThread(app, nameOf(repository.path), "scenario:approve npm test");
  await expectStatus(app, title, "waiting_approval");
  const card = pane(app, title).getByRole("alertdialog");
  await expect(card.getByRole("combobox", { name: "Where it is allowed" })).toHaveText("in this project");
  await card.getByRole("button", { name: "Always allow npm test" }).click();
  await expectStatus(app, title, "idle");

  await send(box(app, title), "scenario:approve npm test -- --silent");
  await expectStatus(app, title, "idle");
  await expect(conversation(app, title)).toContainText("npm test -- --silent");
  await expect(conversation(app, title).getByText("The answer was:")).toHaveCount(2);

  const dialog = await openRules(app);
  const group = dialog.getByRole("region", { name: nameOf(repository.path) });
  await expect(group.getByRole("listitem")).toHaveText([/Allow\s*npm test/]);
  await group.getByRole("button", { name: "Remove the rule npm test" }).click();
  await expect(dialog).toContainText("There are no rules yet");
  await closeSettings(app);

  await send(box(app, title), "scenario:approve npm test");
  await expectStatus(app, title, "waiting_approval");
  await answerApproval(app, title, "Decline");
  await expectStatus(app, title, "idle");
});

test("a rule that forbids is added and edited, tried, and holds for the agent", async ({ app, model, repository }) => {
  const dialog = await openRules(app);
  await dialog.getByRole("button", { name: "Add a rule" }).click();
  const form = dialog.getByRole("form", { name: "New rule" });
  await form.getByRole("textbox", { name: "Commands that begin with" }).fill("git push");
  await form.getByRole("radio", { name: "Ask" }).check({ force: true });
  await form.getByRole("button", { name: "Add" }).click();
  await dialog.getByRole("button", { name: "Edit the rule git push" }).click();
  const edit = dialog.getByRole("form", { name: "Edit the rule" });
  await edit.getByRole("radio", { name: "Forbid" }).check({ force: true });
  await edit.getByRole("textbox", { name: "Reason" }).fill("A person pushes.");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("region", { name: "Every project" })).toContainText("Forbidgit pushA person pushes.");

  await dialog.getByRole("textbox", { name: "Command line" }).fill("ls && sudo bash -c 'git push'");
  await dialog.getByRole("button", { name: "Check" }).click();
  await expect(dialog.getByRole("status")).toContainText("Forbidden: it would not run.");
  await expect(dialog.getByRole("list", { name: "Commands" }).getByRole("listitem")).toHaveText(["ls", "git push"]);
  await closeSettings(app);

  model.script([
    answer(call("exec_command", { cmd: "git status; git push origin main" })),
    answer(say("I leave the pushing to you.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Publish it");
  await expectStatus(app, title, "idle");
  await expect(conversation(app, title)).toContainText("I leave the pushing to you.");
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("A rule forbids this. A person pushes.");
});

test("a repository's setup script waits for the person's trust", async ({ app, repository }) => {
  await repository.commit("Set up worktrees", { ".flightdeck/setup.sh": "echo set up > made-by-setup.txt\n" });
  const project = nameOf(repository.path);
  await app.reload();
  await sidebar(app).getByRole("region", { name: project }).hover();
  await app.getByRole("button", { name: `New thread in ${project}` }).click();
  const note = app.getByRole("region", { name: "Trust this project" });
  await expect(note).toContainText("setup script for new worktrees");

  const before = await startThread(app, project, "scenario:say before");
  await expectStatus(app, before, "idle");
  await expect(conversation(app, before)).toContainText("setup script did not run");

  await sidebar(app).getByRole("region", { name: project }).hover();
  await app.getByRole("button", { name: `New thread in ${project}` }).click();
  await note.getByRole("button", { name: "Trust", exact: true }).click();
  await expect(note).toHaveCount(0);
  const after = await startThread(app, project, "scenario:say after");
  await expectStatus(app, after, "idle");
  await expect(conversation(app, after)).toContainText(".flightdeck/setup.sh");
});

test("a profile of the person's own is made and chosen", async ({ app, repository }) => {
  await app.getByRole("button", { name: "Settings" }).click();
  const dialog = app.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "New threads" }).click();
  await dialog.getByRole("button", { name: "Add a profile" }).click();
  const form = dialog.getByRole("form", { name: "New profile" });
  await form.getByRole("textbox", { name: "Name" }).fill("Online");
  await form.getByRole("checkbox", { name: "Commands reach the network" }).check();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("region", { name: "Permission profiles" })).toContainText(
    "Workspace write · ask on request · network on",
  );
  await closeSettings(app);

  const title = await startThread(app, nameOf(repository.path), "scenario:say hello");
  await expectStatus(app, title, "idle");
  await pane(app, title).getByRole("combobox", { name: "Permissions" }).click();
  await app.getByRole("option", { name: "Online" }).click();
  await expect(pane(app, title).getByRole("combobox", { name: "Permissions" })).toContainText("Online");
});
