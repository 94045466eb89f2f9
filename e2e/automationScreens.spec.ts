import { answer, call, freePort, say, temporaryRepository } from "@flightdeck/testkit";
import { nights, someAutomations, writeHistory } from "./automationHistory.ts";
import { expect, nameOf, pane, startThread, test } from "./harness.ts";
import { photograph } from "./look.ts";

test.describe.configure({ timeout: 300_000 });

test("the automations, from none to many", async ({ app, client, home, repository }) => {
  await using meridian = await temporaryRepository({ files: { "README.md": "# Meridian\n" }, name: "meridian" });
  await using tidepool = await temporaryRepository({ files: { "README.md": "# Tidepool\n" }, name: "tidepool" });
  const screen = app.getByRole("region", { name: "Automations" });

  await expect(app.getByRole("button", { name: /^Automations/ })).toBeVisible();
  await app.keyboard.press("Alt+t");
  await expect(screen.getByText("Work that goes on without you")).toBeVisible();
  await photograph(app, "automations-none");

  const ids = [];
  for (const { path } of [repository, meridian, tidepool]) ids.push((await client.projects.open({ path })).id);
  const [ferrite, second, third] = ids;
  if (ferrite === undefined || second === undefined || third === undefined) throw new Error("there are three projects");
  const [nightly, mergeable, digest, , checks, docs] = await someAutomations(client, [ferrite, second, third]);
  const history = (id: typeof nightly, name: string, past: typeof nights) => {
    if (id !== undefined) writeHistory(home.path, { id, name, projectId: ferrite }, past);
  };
  history(nightly, "Nightly review of yesterday's commits", nights);
  history(mergeable, "Keep branches mergeable", [
    { daysAgo: 1, state: "completed", outcome: "nothing", dollars: 0.04 },
  ]);
  history(digest, "Digest of merged work", [{ daysAgo: 1, state: "completed", outcome: "done", dollars: 0.31 }]);
  history(checks, "Fix failing checks", [{ daysAgo: 1, state: "failed", dollars: 0.88 }]);
  history(docs, "Docs drift", [{ daysAgo: 1, state: "completed", outcome: "found", findings: 1, dollars: 0.22 }]);
  await app.reload();
  await screen.getByRole("button", { name: /^Nightly review/ }).click();
  await expect(screen.getByRole("list", { name: "The next times" }).getByRole("listitem")).toHaveCount(5);
  await expect(screen.getByRole("region", { name: /^Runs of Nightly/ }).getByRole("listitem")).toHaveCount(9);
  for (const { name, width, height } of [
    { name: "automations", width: 1600, height: 1000 },
    { name: "automations-small", width: 1280, height: 800 },
  ]) {
    await app.setViewportSize({ width, height });
    await photograph(app, name);
  }

  // A new one, with what is wrong said beside it.
  await app.keyboard.press("Alt+Shift+T");
  const form = screen.getByRole("complementary");
  await form.getByRole("textbox", { name: "Name" }).fill("Friday clean-up");
  await form.getByRole("combobox", { name: "When", exact: true }).click();
  await photograph(app, "automations-when");
  await app.getByRole("option", { name: "Weekly" }).click();
  await form.getByRole("textbox", { name: "Time", exact: true }).fill("7");
  await form.getByRole("textbox", { name: "Prompt" }).click();
  await app.keyboard.insertText("Use $re");
  await expect(app.getByRole("listbox", { name: "Skills" })).toBeVisible();
  await expect(form.getByRole("list", { name: "The next times" }).getByRole("listitem")).toHaveCount(5);
  await photograph(app, "automations-new");
  await app.keyboard.press("Escape");
  await form.getByRole("textbox", { name: "Minutes of a run" }).fill("0");
  await app.keyboard.press("Control+s");
  await expect(form).toContainText("From 1 to 1,440 minutes");
  await photograph(app, "automations-wrong");

  // One that a program begins, with its token shown once; and what was changed here and elsewhere.
  await client.settings.update({ automations: { webhookPort: await freePort() } });
  const hook = {
    name: "On release",
    prompt: "Write the notes of the release.",
    projects: [second],
    trigger: { kind: "webhook" as const },
  };
  const { automationId } = await client.automations.create({ content: hook });
  await screen.getByRole("button", { name: "On release" }).click();
  await form.getByRole("button", { name: "Make a token" }).click();
  await form.getByRole("textbox", { name: "Dollars of a run" }).fill("2");
  await client.automations.update({ automationId, content: { ...hook, limits: { minutes: 30, dollars: 5 } } });
  await expect(form.getByRole("alert")).toContainText("the cost limit");
  await form.getByRole("alert").scrollIntoViewIfNeeded();
  await photograph(app, "automations-webhook");
  await form.getByRole("button", { name: "Take theirs" }).click();
  await form.getByRole("button", { name: "Delete…" }).click();
  await photograph(app, "automations-delete");
  await app.keyboard.press("Escape");

  await screen.getByRole("button", { name: "Pause all" }).click();
  await screen.getByRole("button", { name: /^Docs drift/ }).click();
  await form.getByRole("combobox", { name: "Works in", exact: true }).click();
  await app.getByRole("option", { name: "The local checkout, only reading" }).click();
  await expect(screen.getByText("All automations are paused.")).toBeVisible();
  await photograph(app, "automations-paused");
  await screen.getByRole("button", { name: "Templates" }).click();
  await expect(screen.getByRole("list", { name: "Templates" })).toBeVisible();
  await photograph(app, "automations-templates");
  await app.keyboard.press("Control+b");
  await app.setViewportSize({ width: 900, height: 800 });
  await screen.getByRole("button", { name: "Templates" }).click();
  await photograph(app, "automations-narrow");
});

test("an automation that an agent proposes, and its form", async ({ app, client, model, repository }) => {
  await using meridian = await temporaryRepository({ files: { "README.md": "# Meridian\n" }, name: "meridian" });
  await client.projects.open({ path: meridian.path });
  const title = "Do this every morning";
  model.script([
    answer(
      call("propose_automation", {
        name: "Morning digest",
        prompt: "Say what reached main since yesterday, by theme.\n\nNothing merged: report that, and stop.",
        at: "07:30",
        days: ["mon", "tue", "wed", "thu", "fri"],
        projects: [nameOf(repository.path), "meridian"],
        max_dollars: 1.5,
      }),
    ),
    answer(say("It runs from Monday on.")),
  ]);
  await startThread(app, nameOf(repository.path), title);
  const card = pane(app, title).getByRole("alertdialog");
  await expect(card).toContainText("Works in another project");
  for (const { name, width, height } of [
    { name: "automation-proposed", width: 1600, height: 1000 },
    { name: "automation-proposed-small", width: 1280, height: 800 },
  ]) {
    await app.setViewportSize({ width, height });
    await photograph(app, name);
  }
  await card.getByRole("button", { name: "Edit first…" }).click();
  await expect(app.getByRole("dialog").getByRole("list", { name: "The next times" })).toBeVisible();
  await photograph(app, "automation-proposed-form");
});
