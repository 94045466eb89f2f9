import { join } from "node:path";
import { addFilePatch, answer, call, patch, say } from "@flightdeck/testkit";
import { branch, git, seen, test, title, url } from "./forge.ts";
import { expect, expectStatus, nameOf, pane, startThread } from "./harness.ts";
import { photograph } from "./look.ts";

const server = `import { createServer } from "node:http";
const page = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Boiler</title><h1>Boiler</h1><button onclick="state.textContent = 70">Heat</button><output id="state">cold</output></html>';
createServer((_, response) => response.setHeader("content-type", "text/html").end(page)).listen(process.env.PORT, "127.0.0.1");`;
const steps = {
  app: { command: "node server.mjs", url: "http://127.0.0.1:{port}/" },
  steps: [
    { screenshot: "cold", about: "The boiler before it was heated" },
    { click: { role: "button", name: "Heat" } },
    { expect: "70" },
    { screenshot: "hot", about: "The boiler at 70 degrees" },
  ],
};

test("a self-test's pictures stand in the thread, and one approval publishes the work with them", async ({
  app,
  home,
  model,
  repository,
  gh,
  bare,
}) => {
  test.slow(); // a browser in the sandbox, and axe looks through the card and the pictures
  await gh.answer([{ when: "pr create", print: `${url}\n` }, { when: "pr list", print: [] }, ...seen()]);
  const run = `sh ${join(home.path, "skills/.app/self-test/scripts/self-test.sh")} .self-test/steps.json`;
  model.script([
    answer(
      patch(addFilePatch("server.mjs", server)),
      patch(addFilePatch(".self-test/steps.json", JSON.stringify(steps))),
    ),
    answer(call("exec_command", { cmd: `${run} --label before`, yield_time_ms: 60_000 })),
    answer(call("exec_command", { cmd: `${run} --label after`, yield_time_ms: 60_000 })),
    answer(call("keep_evidence", { folder: ".self-test/before" })),
    answer(call("keep_evidence", { folder: ".self-test/after" })),
    answer(say("It heats. I publish it.")),
    answer(
      call("publish", {
        through: "pull_request",
        message: "Mend the boiler\n\nIt stayed cold.",
        body: "## What changed\n\n- The button heats.",
      }),
    ),
    answer(say("It is published.")),
  ]);
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const evidence = pane(app, title).getByRole("region", { name: "Evidence “after”" });
  await expect(evidence.getByRole("list", { name: "Before and after" }).getByRole("listitem")).toHaveText([
    /^Before.*The boiler before it was heated.*After.*The boiler before it was heated$/,
    /^Before.*The boiler at 70 degrees.*After.*The boiler at 70 degrees$/,
  ]);
  await evidence.getByText("5 steps").click();
  await expect(evidence.getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(5);
  await evidence.getByRole("button", { name: "Show after: The boiler at 70 degrees" }).click();
  await expect(app.getByRole("dialog").getByRole("img", { name: "The boiler at 70 degrees" })).toBeVisible();
  await app.keyboard.press("Escape");
  await photograph(app, "evidence");

  const message = pane(app, title).getByRole("textbox", { name: "Message" });
  await message.click();
  await app.keyboard.type("$ye");
  await expect(app.getByRole("option", { name: /yeet/ })).toContainText("Publishes finished work in one go");
  await app.keyboard.press("Enter");
  await app.keyboard.press("Escape");
  await pane(app, title).getByRole("button", { name: "Send", exact: true }).click();
  const card = pane(app, title).getByRole("alertdialog", { name: "Publish this and open a draft pull request?" });
  const about = card.getByRole("group", { name: "What is published" });
  await expect(about).toContainText("Commit 1 file");
  await expect(about).toContainText("server.mjs");
  await expect(about).toContainText("Draft pull request into main");
  await expect(about).toContainText(/\d pictures \(/);
  await expect(about).toContainText("branch flightdeck/evidence/mend-the-boiler-");
  await expect(about).toContainText("**after**: passed, 5 of 5 steps");
  await photograph(app, "publish");
  await card.getByRole("button", { name: "Approve", exact: true }).click();
  await expectStatus(app, title, "idle");
  await expect(pane(app, title).getByRole("log", { name: "Conversation" })).toContainText("It is published.");
  const shelf = git(bare, "for-each-ref", "--format=%(refname)", "refs/heads/flightdeck/evidence");
  // The same picture twice is one file.
  expect(git(bare, "ls-tree", "--name-only", shelf).split("\n").length).toBeGreaterThan(1);
  expect(git(bare, "log", "-1", "--format=%s", branch)).toBe("Mend the boiler");
});
