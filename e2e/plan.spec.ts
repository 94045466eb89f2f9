import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, call, patch, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, sidebar, startThread, test } from "./harness.ts";
import { startHost } from "./host.ts";

/** Starts a thread in plan mode, in the project's own folder's worktree. */
async function startPlan(page: Page, project: string, text: string): Promise<string> {
  await sidebar(page).getByRole("region", { name: project }).hover();
  await page.getByRole("button", { name: `New thread in ${project}` }).click();
  const start = page.getByRole("region", { name: "New thread" });
  await start.getByRole("button", { name: "Plan mode" }).click();
  await expect(start.getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "true");
  await send(start.getByRole("textbox", { name: "Message" }), text);
  await expect(pane(page, text)).toBeVisible();
  return text;
}

const plan = (page: Page, title: string) => pane(page, title).getByRole("region", { name: "Plan" });
const proposal = {
  title: "Cache the answer",
  text: "Keep the last answer in `src/index.ts`.",
  steps: ["Write the cache", "Test it"],
};
/** The words of the steps, without what was there before. */
const steps = (page: Page, title: string) =>
  plan(page, title)
    .locator(".plan-words")
    .evaluateAll((rows) =>
      rows.map((row) => {
        const words = row.cloneNode(true) as HTMLElement;
        for (const gone of words.querySelectorAll("del")) gone.remove();
        return words.textContent;
      }),
    );

/** Puts the cursor to a step's end with the arrow keys alone and writes there. */
async function writeBehind(page: Page, title: string, step: number, words: string): Promise<void> {
  await expect(plan(page, title).getByRole("textbox", { name: "Plan", exact: true })).toBeFocused();
  await page.keyboard.press("Control+Home");
  for (let at = 0; at <= step; at++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.type(words);
}

const tick = (...statuses: readonly string[]) =>
  call("update_plan", {
    plan: ["Write the cache for ten answers", "Test it"].map((step, index) => ({ step, status: statuses[index] })),
  });

test("a question is answered from the keyboard: numbers choose, Enter goes on", async ({ app, model, repository }) => {
  const options = [{ label: "SQLite", description: "One file beside the app" }, { label: "Postgres" }];
  model.script([
    answer(
      call("request_user_input", {
        questions: [
          { id: "store", header: "Storage", question: "Which database?", options },
          { id: "why", header: "Reason", question: "And why?", options: [{ label: "Speed" }, { label: "Habit" }] },
          { id: "token", header: "Token", question: "What is the token?", secret: true },
        ],
      }),
    ),
    answer(say("Then I know enough.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Choose a database");
  await expectStatus(app, title, "waiting_answer");
  const form = pane(app, title).getByRole("dialog");
  await expect(form).toContainText("Which database?");
  // It took the place of the message box, and the focus with it.
  await expect(form).toBeFocused();
  await expect(pane(app, title).getByRole("textbox", { name: "Message" })).toBeHidden();
  await app.keyboard.press("2");
  await expect(form.getByRole("radio", { name: "Postgres" })).toBeChecked();
  await app.keyboard.press("Enter");
  await expect(form).toContainText("And why?");
  await app.keyboard.press("3");
  await expect(form.getByRole("textbox", { name: "Something else" })).toBeFocused();
  await app.keyboard.type("We run 1 already");
  await app.keyboard.press("Enter");
  await expect(form).toContainText("What is the token?");
  await app.keyboard.press("1");
  await app.keyboard.type("hunter2");
  await app.keyboard.press("Enter");
  await expectStatus(app, title, "idle");
  await expect(pane(app, title).getByRole("textbox", { name: "Message" })).toBeFocused();
  await expect(conversation(app, title)).toContainText("We run 1 already");
  await expect(conversation(app, title)).toContainText("•••");
  await expect(conversation(app, title)).not.toContainText("hunter2");
  expect(model.requests[1]?.body.input.at(-1)).toMatchObject({
    output: '{"answers":{"store":"Postgres","why":"We run 1 already","token":"hunter2"}}',
  });
});

test("answers that were not sent and a plan that was not saved survive a reload and the host's death, secrets do not", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  const fields = [
    { id: "store", header: "Storage", question: "Which database?", options: [{ label: "SQLite" }] },
    { id: "token", header: "Token", question: "What is the token?", secret: true },
  ];
  model.script([answer(call("propose_plan", proposal)), answer(call("request_user_input", { questions: fields }))]);
  const project = nameOf(repository.path);
  const planned = await startPlan(app, project, "Plan a cache");
  await expectStatus(app, planned, "plan_ready");
  await expect(plan(app, planned)).toBeFocused();
  await app.keyboard.press("e");
  await writeBehind(app, planned, 1, " for ten answers");
  await app.keyboard.press("Enter");
  await app.keyboard.type("Measure it");
  await app.keyboard.press("Alt+ArrowDown");
  const edited = ["Write the cache for ten answers", "Test it", "Measure it"];
  await expect.poll(() => steps(app, planned)).toEqual(edited);
  await app.keyboard.press("Control+Alt+m");
  await app.keyboard.type("In milliseconds?");

  const asked = await startThread(app, project, "Choose a database");
  await expectStatus(app, asked, "waiting_answer");
  const form = pane(app, asked).getByRole("dialog");
  await form.getByRole("textbox", { name: "Something else" }).fill("a file of our own");
  await app.keyboard.press("Enter");
  await form.getByRole("textbox", { name: "Your answer" }).fill("hunter2");
  await app.reload();
  await expect(form).toContainText("What is the token?");
  await expect(form.getByRole("textbox", { name: "Your answer" })).toHaveValue("");
  await form.getByRole("button", { name: "Back" }).click();
  await expect(form.getByRole("textbox", { name: "Something else" })).toHaveValue("a file of our own");

  await host.crash();
  const { port } = new URL(host.url);
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", port] });
  await app.reload();
  await sidebar(app).getByRole("link", { name: planned }).click();
  await expect.poll(() => steps(app, planned)).toEqual(edited);
  await expect(plan(app, planned)).toContainText("changed by you");
  await expect(plan(app, planned).getByRole("textbox", { name: "Comment on step 3" })).toHaveValue("In milliseconds?");
});

test("a plan is edited and accepted, and its steps tick off", async ({ app, model, repository }) => {
  model.script([
    answer(call("propose_plan", proposal)),
    answer(tick("completed", "in_progress")),
    answer(say("One is done."), tick("completed", "completed")),
    answer(say("Both are done.")),
  ]);
  const title = await startPlan(app, nameOf(repository.path), "Plan a cache");
  await expectStatus(app, title, "plan_ready");
  await expect(plan(app, title)).toContainText("Keep the last answer in `src/index.ts`.");

  await app.keyboard.press("e");
  await writeBehind(app, title, 1, " for ten answers");
  await plan(app, title).getByRole("button", { name: "Accept plan" }).click();
  await expectStatus(app, title, "idle");
  await expect(plan(app, title)).toHaveCount(0);
  await expect(conversation(app, title)).toContainText("edited by you");
  await expect(conversation(app, title).getByRole("group", { name: "Plan" }).first()).toContainText("2 of 2");
  await expect(pane(app, title).getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "false");
  expect(JSON.stringify(model.requests[1]?.body.input.at(-1))).toContain("1. Write the cache for ten answers");
});

test("plan mode writes nothing, and a plan that is declined leaves the thread planning", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script([
    answer(
      call("exec_command", { cmd: "echo x > written.txt" }),
      call("exec_command", { cmd: "echo x > outside.txt", escalate: true, justification: "May I?" }),
      patch("*** Begin Patch\n*** Add File: patched.txt\n+x\n*** End Patch\n"),
    ),
    answer(call("propose_plan", proposal)),
  ]);
  const title = await startPlan(app, nameOf(repository.path), "Only plan");
  await expectStatus(app, title, "plan_ready");
  const [row] = await client.threads.list({});
  const worktree = (await client.worktrees.list({})).find(({ threadId }) => threadId === row?.id);
  const written = ["written.txt", "outside.txt", "patched.txt"].filter((name) =>
    existsSync(join(worktree?.path ?? "", name)),
  );
  expect([worktree !== undefined, written]).toEqual([true, []]);
  await plan(app, title).getByRole("button", { name: "Decline" }).click();
  await expectStatus(app, title, "idle");
  await expect(pane(app, title).getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "true");
});

test("a plan is reordered, split, joined, commented on and sent back by the keyboard alone", async ({
  app,
  model,
  repository,
}) => {
  model.script([
    answer(call("propose_plan", { ...proposal, steps: ["Write the cache", "Test it", "Ship <b>it</b> \u202enow"] })),
    answer(call("propose_plan", { ...proposal, title: "A smaller cache", steps: ["Write it small", "Test it"] })),
    answer(say("Done.")),
  ]);
  const title = await startPlan(app, nameOf(repository.path), "Plan a cache");
  await expectStatus(app, title, "plan_ready");
  const open = plan(app, title);
  await expect(open).toBeFocused();
  await expect(open.getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(3);
  await expect(open).toContainText("Ship <b>it</b>");
  await expect(open.getByRole("button", { name: "Ask for changes" })).toHaveAttribute("aria-disabled", "true");

  // Words, a step split in two and joined again, a step moved: each can be undone.
  await app.keyboard.press("e");
  await writeBehind(app, title, 1, ", small");
  await app.keyboard.press("Enter");
  await app.keyboard.type("Measure it");
  const written = ["Write the cache, small", "Measure it", "Test it", "Ship <b>it</b> \u202enow"];
  await expect.poll(() => steps(app, title)).toEqual(written);
  await app.keyboard.press("Alt+ArrowDown");
  await expect(open.getByRole("status")).toHaveText("Step 2 is now step 3 of 4");
  await expect
    .poll(() => steps(app, title))
    .toEqual(["Write the cache, small", "Test it", "Measure it", "Ship <b>it</b> \u202enow"]);
  await app.keyboard.press("Control+z");
  await expect.poll(() => steps(app, title)).toEqual(written);
  await app.keyboard.press("Control+Shift+z");
  await app.keyboard.press("Home");
  await app.keyboard.press("Backspace");
  await expect
    .poll(() => steps(app, title))
    .toEqual(["Write the cache, small", "Test itMeasure it", "Ship <b>it</b> \u202enow"]);
  await app.keyboard.press("Enter");
  await app.keyboard.press("Control+Shift+k");
  await expect(open.getByRole("status")).toHaveText("Step 3 removed");
  await expect.poll(() => steps(app, title)).toEqual(["Write the cache, small", "Test it", "Ship <b>it</b> \u202enow"]);

  // What was changed stands against what was proposed, and can be reset.
  await expect(open).toContainText("changed by you");
  await expect(open.locator("ins")).toHaveText(", small");
  await writeBehind(app, title, 1, "!");
  await app.keyboard.press("Control+Shift+k");
  await expect(open.getByRole("button", { name: "Put back the step: Write the cache" })).toBeVisible();
  await open.getByRole("button", { name: "Reset to what was proposed" }).press("Enter");
  await expect.poll(() => steps(app, title)).toEqual(["Write the cache", "Test it", "Ship <b>it</b> \u202enow"]);
  await expect(open).not.toContainText("changed by you");

  // A comment stays beside its step, wherever that goes; Tab leads out of the words.
  await open.getByRole("textbox", { name: "Plan", exact: true }).focus();
  await writeBehind(app, title, 2, "");
  await app.keyboard.press("Control+Alt+m");
  await app.keyboard.type("With which runner?");
  await app.keyboard.press("Enter");
  await app.keyboard.press("Alt+ArrowUp");
  await expect(open.getByRole("list", { name: "Comments on step 1" })).toContainText("With which runner?");
  await app.keyboard.press("Tab");
  await expect(open.getByRole("textbox", { name: "Plan", exact: true })).not.toBeFocused();
  await app.keyboard.press("Escape");
  await open.focus();
  await app.keyboard.press("c");
  await app.keyboard.type("Smaller, please.");
  await app.keyboard.press("Enter");
  await open.focus();
  await app.keyboard.press("r");
  await expect(open).toContainText("A smaller cache");
  const body = JSON.stringify(model.requests[1]?.body.input.at(-1));
  expect(body).toContain('On step 1, \\"Test it\\": With which runner?');
  expect(body).toContain("On the plan as a whole: Smaller, please.");

  // The agent proposed anew: what is open is still there, and so is the person's version.
  await expect(open.getByRole("list", { name: "Comments on step 2" })).toContainText("With which runner?");
  await expect(open.getByRole("list", { name: "Comments on the plan" })).toContainText("Smaller, please.");
  await open.getByRole("button", { name: "Settle the comment: Smaller, please." }).press("Enter");
  await expect(open).toContainText("1 comment open");
  await expect(open).toContainText("The agent proposed anew");
  await open.getByRole("button", { name: "Use my version" }).press("Enter");
  await expect.poll(() => steps(app, title)).toEqual(["Test it", "Write the cache", "Ship <b>it</b> \u202enow"]);
  await app.keyboard.press("Control+z");
  await expect.poll(() => steps(app, title)).toEqual(["Write it small", "Test it"]);
  await open.focus();
  await app.keyboard.press("y");
  await expectStatus(app, title, "idle");
  expect(JSON.stringify(model.requests[2]?.body.input.at(-1))).toContain("With which runner?");
});

test("a step is dragged by its grip, and two windows work on one plan", async ({
  app,
  context,
  host,
  model,
  repository,
}) => {
  model.script([answer(call("propose_plan", { ...proposal, steps: ["One", "Two", "Three"] }))]);
  const title = await startPlan(app, nameOf(repository.path), "Plan a cache");
  await expectStatus(app, title, "plan_ready");
  const grip = plan(app, title).getByRole("button", { name: "Move step 1", exact: true });
  await grip.hover();
  await app.mouse.down();
  const target = await plan(app, title).getByRole("listitem").nth(2).boundingBox();
  await app.mouse.move((target?.x ?? 0) + 20, (target?.y ?? 0) + (target?.height ?? 0) - 2, { steps: 4 });
  await app.mouse.up();
  await expect.poll(() => steps(app, title)).toEqual(["Two", "Three", "One"]);

  const other = await context.newPage();
  await other.goto(host.url);
  await sidebar(other).getByRole("link", { name: title }).click();
  await expect.poll(() => steps(other, title)).toEqual(["Two", "Three", "One"]);
  await plan(other, title).getByRole("textbox", { name: "Plan", exact: true }).focus();
  await writeBehind(other, title, 1, " and a half");
  await expect.poll(() => steps(app, title)).toEqual(["Two and a half", "Three", "One"]);
});
