import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "@playwright/test";
import { answer, call, type RecordedRequest, type Reply, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, review, test as base } from "./harness.ts";
import { automate, nightFiles, nightScript, runAll, spendNight } from "./inboxScript.ts";

const test = base.extend({
  repository: async ({}, use) => {
    await using repository = await temporaryRepository({ files: nightFiles, name: "harbour" });
    await use(repository);
  },
});

const inbox = (page: Page) => page.getByRole("region", { name: "Inbox", exact: true });
const list = (page: Page, name: string) => inbox(page).getByRole("list", { name, exact: true }).getByRole("listitem");
const entry = (page: Page) => inbox(page).getByRole("complementary", { name: "Entry" });
/** Which tab of the inbox is shown. */
const show = (page: Page, name: RegExp) =>
  inbox(page).getByRole("radiogroup", { name: "Show" }).getByText(name).click();

test("what a run changed goes from the inbox through the review and the gate onto the base", async ({
  app,
  client,
  repository,
}) => {
  const { id } = await client.projects.open({ path: repository.path });
  await runAll(client, [await automate(client, id, "Fix failing checks", "scenario:edit b.txt")]);
  await expect(app.getByRole("button", { name: "Inbox 1 unread" })).toBeVisible();
  await app.keyboard.press("Alt+i");
  await expect(list(app, "To review")).toHaveText([/I wrote b\.txt\..*harbour · 1 file/]);
  await app.keyboard.press("r");
  await expect(review(app)).toContainText("b.txt");
  await app.keyboard.press("Alt+i");
  await expect(inbox(app).getByRole("button", { name: /I wrote b\.txt/ })).toBeVisible();
  await expect(app.getByRole("button", { name: "Inbox", exact: true })).toBeVisible();

  await entry(app).getByRole("button", { name: "Commit…" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Commit", exact: true }).click();
  await entry(app).getByRole("button", { name: "Land…" }).click();
  await app.getByRole("dialog").getByText("Squash", { exact: true }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Land", exact: true }).click();
  await expect(app.getByText("Landed on main")).toBeVisible();
  expect(await repository.git("ls-tree", "--name-only", "main")).toContain("b.txt");
  // What landed is done with, and kept.
  await expect(list(app, "To review")).toHaveCount(0);
  await show(app, /All/);
  await expect(list(app, "All")).toHaveText([/I wrote b\.txt/]);
});

test("the morning tells what to do first, and a run that waits goes on from there", async ({
  app,
  client,
  model,
  repository,
}) => {
  test.slow(); // seven runs
  model.script(nightScript);
  const { id } = await client.projects.open({ path: repository.path });
  await spendNight(client, id);
  await app.keyboard.press("Alt+i");
  await expect(inbox(app).getByText(/7 runs\. Two things want you first\./)).toBeVisible();
  await expect(list(app, "Do first")).toHaveText([/A revoked token is accepted.*proven/, /git push origin release/]);
  await expect(list(app, "To review")).toHaveCount(4);
  await expect(list(app, "To review").last()).toContainText("Merged yesterday");
  await expect(list(app, "Failed")).toHaveText([/quota/]);
  await expect(list(app, "Nothing found")).toHaveCount(0);
  await inbox(app).getByRole("button", { name: "Nothing found 1, archived by itself" }).click();
  await expect(list(app, "Nothing found")).toHaveText([/Stale branches, 1 run.*7 branches were up to date/]);
  await expect(entry(app).getByRole("region", { name: "Place" })).toContainText("await db.tokens.delete(id);");
  await expect(entry(app).getByRole("region", { name: "Proof" })).toContainText("expected 401, received 200");

  // Answered in place, the run goes on.
  await app.keyboard.press("j");
  await app.keyboard.press("j");
  await expect(entry(app).getByRole("alertdialog")).toContainText("git push origin release/4.2");
  await app.keyboard.press("n");
  await expect(list(app, "Do first")).toHaveCount(1);
  await expect(list(app, "To review")).toHaveCount(5);

  // Several at once, and back again.
  await inbox(app)
    .getByRole("button", { name: /^Fixed: lint/ })
    .click();
  await app.keyboard.press("Shift+J");
  await app.keyboard.press("Shift+J");
  await expect(inbox(app).getByRole("toolbar", { name: "Selection" })).toContainText("3 entries selected");
  await app.keyboard.press("e");
  await expect(list(app, "To review")).toHaveCount(2);
  await app.keyboard.press("z");
  await expect(list(app, "To review")).toHaveCount(5);

  await inbox(app).getByRole("combobox", { name: "Automation" }).click();
  await app.getByRole("option", { name: "Nightly review" }).click();
  await expect(list(app, "Failed")).toHaveCount(0);
  await show(app, /All/);
  await expect(list(app, "All")).toHaveCount(2);
  await inbox(app).getByRole("combobox", { name: "Automation" }).click();
  await app.getByRole("option", { name: "All automations" }).click();
  await inbox(app).getByRole("combobox", { name: "Outcome" }).click();
  await app.getByRole("option", { name: "Nothing found" }).click();
  await expect(list(app, "All")).toHaveText([/7 branches were up to date.*/]);
  // As it was left, after a reload.
  await app.reload();
  await expect(list(app, "All")).toHaveText([/7 branches were up to date.*/]);
});

const hostile = {
  title: "<img src=x onerror=alert(1)> \u202Egnp.exe",
  body: "<script>document.title = 'owned'</script>\n\n[click](javascript:alert(1)) \u200B\u001B[31mred",
};

function hostileScript({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  if (input.includes("Fix this finding")) return answer(say("Looked, and mended."));
  if (input.includes("Why is that")) return answer(say("Because of the cache."));
  if (!input.includes("Look for trouble")) return undefined;
  if (input.includes("function_call_output")) return answer(say("Done."));
  return answer(call("report", { outcome: "found", summary: "Trouble", findings: [{ ...hostile, priority: "P0" }] }));
}

test("hostile words are shown as what they are; a finding is talked about in its thread, and mended in a fresh one", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(hostileScript);
  const { id } = await client.projects.open({ path: repository.path });
  await runAll(client, [await automate(client, id, "Trouble", "Look for trouble.")]);
  // It changed nothing, so its worktree goes; a word to its agent brings it back.
  await expect.poll(async () => (await client.threads.list({ projectId: id }))[0]?.worktree).toBe("removed");
  await app.keyboard.press("Alt+i");
  await expect(list(app, "Do first")).toHaveText([/<img src=x onerror=alert\(1\)> ⟨U\+202E⟩gnp\.exe/]);
  await expect(entry(app)).toContainText("<script>document.title = 'owned'</script>");
  await expect(entry(app)).toContainText("⟨U+200B⟩⟨ESC⟩[31mred");
  await expect(entry(app).getByRole("link")).toHaveCount(0);
  await expect(app).not.toHaveTitle(/owned/);

  // Its worktree is gone: another agent mends it, and is told all of it.
  await app.keyboard.press("c");
  const log = app.getByRole("log", { name: "Conversation" });
  await expect(log).toContainText("Looked, and mended.");
  await expect(log).toContainText("⟨U+202E⟩");
  const threads = await client.threads.list({ projectId: id });
  expect(threads).toHaveLength(2);
  expect(new Set(threads.map(({ worktree }) => worktree))).toEqual(new Set(["ready", "removed"]));

  await app.keyboard.press("Alt+i");
  await entry(app).getByRole("button", { name: "Comment" }).click();
  await entry(app).getByRole("textbox", { name: "Comment" }).fill("Why is that?");
  await app.keyboard.press("Enter");
  await expect(entry(app).getByRole("textbox", { name: "Comment" })).toHaveCount(0);
  await app.keyboard.press("Enter");
  await expect(log).toContainText("Because of the cache.");
});

const many = 5_000;

test("five thousand entries are scrolled through, and put away and back in one step", async ({ app, home, host }) => {
  const db = new DatabaseSync(join(home.path, "flightdeck.db"));
  const put = db.prepare(
    "INSERT INTO inbox_entries (id, run_id, automation_id, kind, at, row, texts) VALUES (?, 'r', 'a', 'finding', ?, ?, ?)",
  );
  db.exec("BEGIN");
  const now = Date.now();
  for (let number = 0; number < many; number += 1) {
    const [id, at] = [`e${number}`, now - number * 10_000];
    const about = { runId: "r", automationId: "a", automationName: "Nightly", kind: "finding", runState: "completed" };
    const row = { id, at, ...about, title: `Finding ${number}`, digest: "", priority: number === 900 ? "P0" : "P3" };
    put.run(id, at, JSON.stringify(row), JSON.stringify({ body: "" }));
  }
  db.exec("COMMIT");
  db.close();
  await app.goto("about:blank");
  await app.goto(host.url);
  await expect(app.getByRole("button", { name: "Inbox 5,000 unread" })).toBeVisible();
  await app.keyboard.press("Alt+i");
  // The gravest is told first, however many came after it.
  await expect(list(app, "Do first")).toHaveText([/Finding 900/]);
  await show(app, /All/);
  const all = inbox(app).getByRole("list", { name: "All", exact: true });
  const last = inbox(app).getByRole("button", { name: /^Finding 4999/ });
  await expect(async () => {
    await all.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass();
  expect(await all.getByRole("listitem").count()).toBeLessThan(100);
  await app.keyboard.press("a");
  await expect(inbox(app).getByRole("toolbar", { name: "Selection" })).toContainText("5,000 entries selected");
  await app.keyboard.press("e");
  await expect(app.getByRole("button", { name: "Inbox", exact: true })).toBeVisible();
  await app.keyboard.press("z");
  await expect(app.getByRole("button", { name: "Inbox 5,000 unread" })).toBeVisible();
});
