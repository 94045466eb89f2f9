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
  await app.keyboard.press("Escape"); // out of the message box
  await expect(form).toBeFocused();
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
  await app.keyboard.press("Escape"); // out of the message box
  await app.keyboard.press("e");
  await plan(app, planned).getByRole("textbox", { name: "Step 1" }).focus();
  await app.keyboard.press("End");
  await app.keyboard.type(" for ten answers");
  await app.keyboard.press("Enter");
  await app.keyboard.type("Measure it");
  await app.keyboard.press("Alt+ArrowDown");
  const steps = (page: Page) =>
    plan(page, planned)
      .getByRole("textbox", { name: /^Step/ })
      .evaluateAll((boxes) => boxes.map((box) => (box as HTMLTextAreaElement).value));
  const edited = ["Write the cache for ten answers", "Test it", "Measure it"];
  expect(await steps(app)).toEqual(edited);
  await expect(plan(app, planned).getByRole("textbox", { name: "Step 3" })).toBeFocused();
  await app.keyboard.press("Escape"); // what was written is not thrown away
  await expect(plan(app, planned).getByRole("button", { name: "Cancel" })).toBeFocused();

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
  await expect(plan(app, planned).getByRole("textbox", { name: "Step 3" })).toHaveValue("Measure it");
  expect(await steps(app)).toEqual(edited);
  await app.keyboard.press("Escape");
  await plan(app, planned).getByRole("textbox", { name: "Step 1" }).press("Control+Enter");
  await expect(conversation(app, planned)).toContainText("edited by you");
  await app.reload();
  await expect(plan(app, planned).getByRole("button", { name: "Accept plan" })).toBeVisible();
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
  await expect(plan(app, title)).toContainText("Cache the answer");
  await expect(conversation(app, title)).toContainText("Keep the last answer in src/index.ts.");

  await plan(app, title).getByRole("button", { name: "Edit" }).click();
  await plan(app, title).getByRole("textbox", { name: "Step 1" }).fill("Write the cache for ten answers");
  await plan(app, title).getByRole("button", { name: "Save changes" }).click();
  await expect(conversation(app, title)).toContainText("edited by you");
  await plan(app, title).getByRole("button", { name: "Accept plan" }).click();
  await expectStatus(app, title, "idle");
  await expect(plan(app, title)).toHaveCount(0);
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
