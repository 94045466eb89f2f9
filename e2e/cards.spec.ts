import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, broken, call, ending, patch, reason, refuse, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";

test("a command shows what it prints while it runs, in its colours, and its end when it failed", async ({
  app,
  client,
  model,
  repository,
}) => {
  const lines = "printf '\\033[32mgreen\\033[0m \\033[1;31mred\\033[0m\\rreal\\n'";
  model.script([
    answer(call("exec_command", { cmd: `${lines}; until [ -e go ]; do sleep 0.05; done; seq 1 40; exit 3` })),
    answer(say("It failed.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Print");
  const command = conversation(app, title).getByRole("group", { name: "Command" });
  const output = command.getByRole("group", { name: "Output" });
  await expect(command.getByRole("img", { name: "Working" })).toBeVisible();
  await expect(output).toHaveText("realn red");
  await expect(output.getByText("red", { exact: true })).toHaveCSS("color", await colour(app, "--red"));

  const [worktree] = await client.worktrees.list({});
  await writeFile(join(worktree?.path ?? "", "go"), "");
  await expectStatus(app, title, "idle");
  await expect(command).toContainText("exit 3");
  await expect(output).toContainText("40");
  await expect(output).not.toContainText("30");
  await command.getByRole("button", { name: "Show all 41 lines" }).click();
  await expect(output).toContainText("realn red");
  await command.getByRole("button", { name: "Show the end only" }).click();
  await expect(output).not.toContainText("realn red");
});

test("of what is very long only the end is drawn, and all of it on demand", async ({ app, model, repository }) => {
  model.script([answer(call("exec_command", { cmd: "seq 1 40000" })), answer(say("Counted."))]);
  const title = await startThread(app, nameOf(repository.path), "Count");
  await expectStatus(app, title, "idle");
  const command = conversation(app, title).getByRole("group", { name: "Command" });
  await command.getByRole("button", { name: "seq 1 40000" }).click();
  const output = command.getByRole("group", { name: "Output" });
  await expect(output).toContainText("40000");
  await command.getByRole("button", { name: /^Show all 2\d\d KB$/ }).click();
  await expect(output.getByText("1", { exact: true })).toBeVisible();
  // All of it is there, and only what is in view is drawn.
  const lines = output.locator("[tabindex='0']");
  await lines.press("End");
  await expect.poll(() => lines.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop)).toBeLessThan(1);
  await expect(output.getByText("40000", { exact: true })).toBeVisible();
  expect(await output.locator("div.whitespace-pre").count()).toBeLessThan(120);
});

test("what was changed, planned and thought has a card or a line of its own", async ({ app, model, repository }) => {
  const before = Array.from({ length: 30 }, (_, n) => `export const line${n} = ${n};`);
  await repository.commit("Add lines", { "src/lines.ts": `${before.join("\n")}\n` });
  const update = `*** Begin Patch\n*** Update File: src/lines.ts\n@@\n-${before[3]}\n+export const line3 = "three";\n*** End Patch\n`;
  const many = Array.from({ length: 40 }, (_, n) => `+const added${n} = ${n};`).join("\n");
  const several = `*** Begin Patch\n*** Add File: src/added.ts\n${many}\n*** Delete File: src/index.ts\n*** End Patch\n`;
  const steps = (first: string, second: string) => ({
    plan: [
      { step: "Look at `lines.ts`", status: first },
      { step: "Change it", status: second },
    ],
  });
  model.script([
    answer(
      reason("**Weighing two ways** of doing it.\n\nThe first is *simpler*."),
      call("update_plan", steps("completed", "in_progress")),
    ),
    answer(patch(update)),
    answer(patch(several)),
    answer(say("All of it is done.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Change it");
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);

  const thought = log.getByRole("button", { name: "Weighing two ways" });
  await expect(log).not.toContainText("The first is simpler");
  await thought.press("Enter");
  await expect(thought).toHaveAttribute("aria-expanded", "true");
  await expect(log).toContainText("The first is simpler");

  const plan = log.getByRole("group", { name: "Plan" });
  await expect(plan.getByRole("img", { name: "1 of 2 steps" })).toBeVisible();
  await expect(plan.getByRole("listitem")).toHaveText(["Look at lines.ts", "Change it"]);

  const changes = log.getByRole("group", { name: "File change" });
  await expect(changes).toHaveCount(2);
  const diff = changes.nth(0).getByRole("group", { name: "Changes in src/lines.ts" });
  await expect(diff).toContainText(`export const line3 = "three";`);
  await expect(diff).toContainText("export const line3 = 3;");
  await expect(changes.nth(1)).toContainText("2 files");
  await changes
    .nth(1)
    .getByRole("button", { name: /added\.ts/ })
    .click();
  await expect(changes.nth(1).getByRole("group", { name: "Changes in src/added.ts" })).not.toContainText("added39");
  await changes
    .nth(1)
    .getByRole("button", { name: /more lines$/ })
    .click();
  await expect(changes.nth(1).getByRole("group", { name: "Changes in src/added.ts" })).toContainText("added39");
});

test("a failed answer says why, and goes on from its card", async ({ app, model, repository }) => {
  model.script([
    ending(answer(say("The first half,")), { type: "incomplete", reason: "max_output_tokens" }),
    answer(say("and the second one.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Say a lot");
  await expectStatus(app, title, "failed");
  const log = conversation(app, title);
  const error = log.getByRole("group", { name: "Error" });
  await expect(error).toContainText("What it said so far is kept.");
  await error.getByRole("button", { name: "Go on" }).press("Enter");
  await expect(log).toContainText("and the second one.");
  await expect(log).toContainText("The first half,");
  await expectStatus(app, title, "idle");
  await expect(error.getByRole("button", { name: "Go on" })).toHaveCount(0);
});

const long = "A sentence that comes with all the others at once. ".repeat(80);

for (const way of [
  "flows in at a pace for the eye",
  "comes at once where the person wants it so",
  "comes at once where motion is reduced",
]) {
  test(`text that comes fast ${way}`, async ({ app, client, model, repository }) => {
    if (way.includes("person")) await client.settings.update({ reading: { pace: false } });
    await app.emulateMedia({ reducedMotion: way.includes("motion") ? "reduce" : "no-preference" });
    // Half of it in one piece, then silence: the answer is still being written.
    model.script([answer(say("Hello.")), broken(answer(say(long + long, 2)), "stall", "text")]);
    const title = await startThread(app, nameOf(repository.path), "Fast");
    await expectStatus(app, title, "idle");
    await app.evaluate(() => {
      const sentences = () => (document.querySelector("[role=log]")?.textContent ?? "").split("A sentence").length - 1;
      let first = 0;
      const observer = new MutationObserver(() => {
        first ||= sentences();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      Object.assign(window, { firstSeen: () => first });
    });
    await send(pane(app, title).getByRole("textbox", { name: "Message" }), "Say a lot at once");
    await expect
      .poll(() => conversation(app, title).evaluate(({ textContent }) => textContent.split("A sentence").length))
      .toBeGreaterThan(75);
    const first = await app.evaluate(() => (window as unknown as { firstSeen: () => number }).firstSeen()); // put there above
    if (way.startsWith("flows")) expect(first).toBeLessThan(60);
    else expect(first).toBeGreaterThan(75);
    model.release();
    await expectStatus(app, title, "idle");
  });
}

test("a conversation is read with the keyboard alone", async ({ app, model, repository }) => {
  model.script([answer(say(Array.from({ length: 120 }, (_, n) => `Paragraph ${n} of them.`).join("\n\n")))]);
  const title = await startThread(app, nameOf(repository.path), "Read");
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);
  await log.focus();
  await app.keyboard.press("Home");
  await expect(log.getByText("Paragraph 0 of them.")).toBeInViewport();
  await expect(pane(app, title).getByRole("button", { name: "To the end" })).toBeVisible();
  await app.keyboard.press("PageDown");
  await expect(log.getByText("Paragraph 30 of them.")).toBeInViewport();
  await expect(log.getByText("Paragraph 0 of them.")).not.toBeInViewport();
  await app.keyboard.press("End");
  await expect(log.getByText("Paragraph 119 of them.")).toBeInViewport();
  await expect(pane(app, title).getByRole("button", { name: "To the end" })).toHaveCount(0);
});

test("a screen reader is told each answer once it is there, and how a turn broke off", async ({
  app,
  model,
  repository,
}) => {
  model.script([answer(say("The first answer.")), answer(say("The **second** one.")), refuse(400, { code: "x" })]);
  const title = await startThread(app, nameOf(repository.path), "Speak");
  const told = pane(app, title).getByRole("status").filter({ hasText: /./ });
  await expectStatus(app, title, "idle");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "More");
  await expect(told).toHaveText("The second one.");
  await app.reload();
  await expect(conversation(app, title)).toContainText("The second one.");
  await expect(told).toHaveCount(0);
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "Break");
  await expect(told).toHaveText(/^Failed: /);
});

/** A colour of the theme, as a browser tells it. */
const colour = (page: Parameters<typeof conversation>[0], name: string): Promise<string> =>
  page.evaluate((property) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${property})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }, name);
