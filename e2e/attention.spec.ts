import type { Page } from "@playwright/test";
import { answer, broken, call, type RecordedRequest, type Reply, refuse, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, startThread, test, threadLink } from "./harness.ts";

const question = call("request_user_input", {
  questions: [
    {
      id: "durability",
      header: "Durability",
      question: "Fsync on every rename, or only at checkpoints?",
      options: [{ label: "Every rename" }, { label: "Only at checkpoints" }],
    },
  ],
});

/** What each thread's agent does, by the first words of its message. */
function script({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  if (input.includes("function_call_output")) return undefined;
  if (input.includes("Ask me something")) return answer(question);
  if (input.includes("Run into a wall")) return refuse(400, { code: "insufficient_quota", message: "No credit left." });
  if (input.includes("Be done")) return answer(say("All done."));
  return undefined;
}

const attention = (page: Page) => page.getByRole("main").getByRole("region", { name: "Attention" });
const openAttention = (page: Page) =>
  page.getByRole("region", { name: "Attention" }).getByRole("button", { name: "Attention" }).click();

test("the queue holds all that calls, is gone through by J and K, and finished work is marked as seen at once", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  await expectStatus(app, await startThread(app, nameOf(repository.path), "Ask me something"), "waiting_answer");
  const asked = await startThread(app, nameOf(repository.path), "Allow it\nscenario:approve echo yes");
  await expectStatus(app, asked, "waiting_approval");
  await expect(app).toHaveTitle("(2) Allow it · Flightdeck");
  // These two nobody looks at.
  const { id: projectId } = await client.projects.open({ path: repository.path });
  for (const text of ["Be done", "Run into a wall"])
    await client.threads.create({ projectId, workspace: { kind: "worktree" }, text });
  await expectStatus(app, "Be done", "idle");
  await expectStatus(app, "Run into a wall", "failed");
  await openAttention(app);

  const waiting = attention(app).getByRole("list", { name: "Waits for you" });
  await expect(waiting.getByRole("listitem")).toHaveText([/Fsync on every rename/, /Run outside the sandbox\?/]);
  const entry = (name: RegExp) => attention(app).getByRole("button", { name, expanded: true });
  await expect(entry(/Fsync/)).toBeVisible();
  await app.keyboard.press("j");
  await expect(entry(/Run outside/)).toBeFocused();
  await app.keyboard.press("j");
  await expect(
    attention(app).getByRole("group", { name: "Failure: Run into a wall" }).getByRole("button", { expanded: true }),
  ).toBeFocused();
  for (const _ of [1, 2]) await app.keyboard.press("k");
  await expect(entry(/Fsync/)).toBeFocused();

  await attention(app).getByRole("button", { name: "Mark all as seen" }).click();
  await expect(attention(app).getByRole("list", { name: "Ready to review" })).toHaveCount(0);
  await expect(attention(app).getByRole("list", { name: "Broken" })).toHaveCount(0);

  await expect(attention(app).getByRole("radio", { name: /Every rename/ })).toBeVisible();
  await app.keyboard.press("1");
  await attention(app).getByRole("button", { name: "Answer" }).click();
  await expect(waiting.getByRole("listitem")).toHaveText([/Run outside the sandbox\?/]);
  await expectStatus(app, "Ask me something", "idle");
  await expect(entry(/Run outside/)).toBeVisible();
  await app.keyboard.press("o");
  await expect(pane(app, "Allow it").getByRole("alertdialog")).toBeVisible();
});

test("work that ends in the pane beside the one in use counts as seen", async ({ app, model, repository }) => {
  const project = nameOf(repository.path);
  await expectStatus(app, await startThread(app, project, "Beside it\nscenario:say here"), "idle");
  model.script([broken(answer(say("I begin and go on, word by word.")), "stall", "text")]);
  const slow = await startThread(app, project, "Slowly");
  // It runs from when its worktree is made; only an answer that has begun can be let go on.
  await expect(conversation(app, slow)).toContainText("I begin");
  await app.getByRole("button", { name: "Two side by side" }).click();
  await pane(app, "Beside it").getByRole("textbox", { name: "Message" }).click();
  model.release();
  await expectStatus(app, slow, "idle");
  await expect(threadLink(app, slow)).not.toHaveAttribute("data-unread");
});

const entry = (page: Page, name: RegExp) => attention(page).getByRole("button", { name, expanded: true });
const list = (page: Page, name: string) => attention(page).getByRole("list", { name }).getByRole("listitem");

test("what is snoozed goes on waiting, counts nowhere, and comes back; answers leave a history and a rule that can be undone", async ({
  app,
  model,
  repository,
}) => {
  model.script([
    answer(call("exec_command", { cmd: "npm test", escalate: true, justification: "To see it" })),
    answer(say("Seen.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Allow it");
  await expectStatus(app, title, "waiting_approval");
  await app.keyboard.press("Alt+a");
  await expect(app).toHaveTitle("(1) Flightdeck");
  await expect(entry(app, /Run outside/)).toBeVisible();
  await app.keyboard.press("h");
  await expect(list(app, "Snoozed")).toHaveText([/Run outside the sandbox/]);
  await expect(list(app, "Waits for you")).toHaveCount(0);
  await expect(app).toHaveTitle("Flightdeck");
  await expectStatus(app, title, "waiting_approval");
  await app.keyboard.press("Alt+d");
  await expect(app.getByRole("region", { name: "Snoozed" }).getByRole("article", { name: title })).toBeVisible();
  await expect(app.getByRole("region", { name: "Deck", exact: true })).toContainText("0 wait for you");
  await app.keyboard.press("Alt+a");
  await app.reload();
  await expect(list(app, "Snoozed")).toHaveText([/Run outside the sandbox/]);
  await attention(app)
    .getByRole("list", { name: "Snoozed" })
    .getByRole("button", { name: /Run outside/ })
    .click();
  await attention(app).getByRole("button", { name: "Wake" }).click();
  await expect(list(app, "Waits for you")).toHaveText([/Run outside the sandbox/]);

  const answered = attention(app).getByRole("complementary", { name: "Answered" });
  await attention(app)
    .getByRole("list", { name: "Waits for you" })
    .getByRole("button", { name: /Run outside/ })
    .click();
  await attention(app)
    .getByRole("button", { name: /Always allow/ })
    .click();
  await expect(answered.getByRole("listitem")).toContainText(["Approved npm test"]);
  await expect(list(app, "Waits for you")).toHaveCount(0);
  await app.setViewportSize({ width: 1_000, height: 700 });
  await expect(answered).toBeInViewport(); // below the queue, where there is no room beside it
  await answered.getByRole("button", { name: "Undo the rule npm test" }).click();
  await expect(answered).toContainText("removed");
});

test("with the keyboard alone all five kinds are answered where they stand, one after the other", async ({
  app,
  client,
  model,
  repository,
}) => {
  const work: Readonly<Record<string, Reply>> = {
    "Plan it": answer(call("propose_plan", { title: "Two steps", text: "First this.", steps: ["This", "That"] })),
    "Ask me": answer(question),
    "Allow it": answer(call("exec_command", { cmd: "echo yes", escalate: true, justification: "To see it" })),
    "Run into a wall": refuse(400, { code: "insufficient_quota", message: "No credit left." }),
    "Be done": answer(say("All done.")),
  };
  model.script(({ body }) => {
    const input = JSON.stringify(body.input);
    if (/function_call_output|Carry out/i.test(input)) return answer(say("So be it."));
    return Object.entries(work).find(([text]) => input.includes(text))?.[1];
  });
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const workspace = { kind: "worktree" as const };
  const stands = ["plan_ready", "waiting_answer", "waiting_approval", "failed", "idle"];
  for (const [index, text] of Object.keys(work).entries()) {
    await client.threads.create({ projectId, workspace, text, settings: index === 0 ? { mode: "plan" } : {} });
    await expectStatus(app, text, stands[index] ?? "");
  }
  await app.keyboard.press("Alt+a");
  const key = async (name: RegExp, ...keys: readonly string[]) => {
    await expect(entry(app, name)).toBeFocused();
    for (const each of keys) await app.keyboard.press(each);
  };
  await key(/Two steps/);
  await expect(attention(app).getByRole("button", { name: /^Accept plan/ })).toBeVisible();
  // A key that comes as the plan does is not taken for a yes.
  await expect(async () => {
    if ((await entry(app, /Two steps/).count()) > 0) await app.keyboard.press("y");
    await expect(threadLink(app, "Plan it")).toHaveAttribute("data-status", "idle", { timeout: 1_000 });
  }).toPass();
  await app.keyboard.press("j");
  await app.keyboard.press("k"); // to it, so that it is known to be read
  await expect(attention(app).getByRole("radio", { name: /Every rename/ })).toBeVisible();
  await app.keyboard.press("1");
  await app.keyboard.press("Enter");
  await expectStatus(app, "Ask me", "idle");
  await app.keyboard.press("j");
  await app.keyboard.press("k");
  await key(/Run outside/, "y");
  await expectStatus(app, "Allow it", "idle");
  await app.keyboard.press("j");
  const seeNext = async (list: string) => {
    const count = await attention(app).getByRole("list", { name: list }).getByRole("listitem").count();
    await app.keyboard.press("e");
    await expect(attention(app).getByRole("list", { name: list }).getByRole("listitem")).toHaveCount(count - 1);
    await app.keyboard.press("j");
  };
  await expect(
    attention(app)
      .getByRole("group", { name: /^Failure/ })
      .getByRole("button", { expanded: true }),
  ).toBeFocused();
  await seeNext("Broken");
  while ((await list(app, "Ready to review").count()) > 0) await seeNext("Ready to review");
  await expect(attention(app)).toContainText("Nothing waits for you");
  await expect(attention(app).getByRole("complementary", { name: "Answered" }).getByRole("listitem")).toHaveText([
    /Approved echo yes/,
    /Answered “Every rename”/,
    /Accepted the plan “Two steps”/,
  ]);
});

test("a plan is read and accepted in the queue", async ({ app, client, model, repository }) => {
  model.script([
    answer(call("propose_plan", { title: "Two steps", text: "First this, then that.", steps: ["Do this", "Do that"] })),
    answer(say("Carried out.")),
  ]);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const workspace = { kind: "worktree" as const };
  await client.threads.create({ projectId, workspace, text: "Plan it", settings: { mode: "plan" } });
  await expectStatus(app, "Plan it", "plan_ready");
  await expect(app).toHaveTitle("(1) Flightdeck");
  await app.keyboard.press("Alt+a");
  await expect(entry(app, /Two steps/)).toBeVisible();
  await expect(attention(app)).toContainText("First this, then that.");
  await attention(app)
    .getByRole("button", { name: /^Accept/ })
    .first()
    .click();
  await expectStatus(app, "Plan it", "idle");
  await expect(attention(app).getByRole("complementary", { name: "Answered" })).toContainText("Accepted the plan");
});

test("shortcuts jump to what waits longest and to the next unread; a thread marked as unread stays so", async ({
  app,
  client,
  model,
  repository,
}) => {
  model.script(script);
  const { id: projectId } = await client.projects.open({ path: repository.path });
  const create = (text: string) => client.threads.create({ projectId, workspace: { kind: "worktree" }, text });
  await create("Ask me something");
  await expectStatus(app, "Ask me something", "waiting_answer");
  for (const text of ["Be done", "Run into a wall"]) await create(text);
  await expectStatus(app, "Be done", "idle");
  await expectStatus(app, "Run into a wall", "failed");
  await app.keyboard.press("Alt+j");
  await expect(pane(app, "Ask me something")).toBeVisible();
  await app.keyboard.press("Alt+Shift+U");
  await expect(pane(app, "Run into a wall")).toBeVisible();
  await expect(threadLink(app, "Run into a wall")).not.toHaveAttribute("data-unread");
  await app.keyboard.press("Alt+Shift+U");
  await expect(pane(app, "Be done")).toBeVisible();
  await expect(threadLink(app, "Be done")).not.toHaveAttribute("data-unread");
  await pane(app, "Be done").getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Mark as unread" }).click();
  await expect(threadLink(app, "Be done")).toHaveAttribute("data-unread");
  await threadLink(app, "Ask me something").click();
  await expect(threadLink(app, "Be done")).toHaveAttribute("data-unread");
});
