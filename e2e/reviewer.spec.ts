import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, type ModelServer, say } from "@flightdeck/testkit";
import type { Client } from "./host.ts";
import { problems } from "./look.ts";
import { conversation, expect, expectStatus, nameOf, pane, review, send, startThread, test } from "./harness.ts";

const title = "Sum of prices";

/** A thread with a file of five lines that its agent wrote, and its review in front. */
async function worked(page: Page, client: Client, project: string): Promise<string> {
  await startThread(page, project, `${title}\nscenario:edit total.ts`);
  await expectStatus(page, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  await writeFile(
    join(folder, "total.ts"),
    "export function total(prices: number[]): number {\n  let sum = 1;\n  for (const price of prices) sum += price;\n  return sum;\n}\n",
  );
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("let sum = 1;");
  return folder;
}

interface Said {
  readonly title: string;
  readonly priority: number;
  readonly lines: readonly [number, number];
  readonly body?: string;
  readonly path?: string;
  readonly suggestion?: string;
}

/** The next answer of the reviewer's model. */
const reports = (model: ModelServer, ...findings: readonly Said[]): void =>
  model.script([
    answer(
      say(
        JSON.stringify({
          findings: findings.map(({ lines: [start_line, end_line], ...said }) => ({
            body: "It goes wrong.",
            path: "total.ts",
            suggestion: null,
            confidence: 0.92,
            side: "new",
            ...said,
            start_line,
            end_line,
          })),
          previous: [],
          summary: "Adds a sum.",
        }),
      ),
    ),
  ]);

const start = (page: Page) => review(page).getByRole("button", { name: "Review", exact: true });
const list = (page: Page) => review(page).getByRole("region", { name: "Findings" });
const card = (page: Page, name: string) => review(page).getByRole("article", { name });

test("findings stand in the diff and in a list, are applied, dismissed and sent back, and a second review tells them apart", async ({
  app,
  client,
  model,
  repository,
}) => {
  test.slow(); // axe looks through all of it
  const folder = await worked(app, client, nameOf(repository.path));
  reports(
    model,
    {
      title: "Begin the sum at zero",
      priority: 1,
      lines: [2, 2],
      body: "Every total is one too high, because `sum` begins at 1.",
      suggestion: "  let sum = 0;",
    },
    { title: "Name the unit", priority: 3, lines: [1, 1] },
    { title: "Round what is returned", priority: 2, lines: [4, 4] },
  );
  await start(app).click();
  await expect(conversation(app, title)).toContainText(/Reviewer finished: 3 findings, /);
  await expect(list(app)).toContainText("3 open");
  const first = card(app, "P1: Begin the sum at zero");
  await expect(first).toContainText("92 % sure");
  await expect(first).toContainText("begins at 1");

  await first.getByRole("button", { name: "Apply suggestion" }).click();
  await expect.poll(() => readFile(join(folder, "total.ts"), "utf8")).toContain("let sum = 0;");
  await first.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => readFile(join(folder, "total.ts"), "utf8")).toContain("let sum = 1;");
  await first.getByRole("button", { name: "Apply suggestion" }).click();
  await expect(first.getByRole("button", { name: "Undo" })).toBeVisible();

  const second = card(app, "P3: Name the unit");
  await second.getByRole("button", { name: "Dismiss…" }).click();
  await second.getByRole("textbox", { name: "Why this is no finding" }).fill("It is cents everywhere");
  expect(await problems(app)).toEqual([]);
  await second.getByRole("button", { name: "Dismiss", exact: true }).click();
  await expect(second).toHaveCount(0);
  await expect(list(app)).toContainText("1 open");

  model.script([answer(say("I will round it."))]);
  await card(app, "P2: Round what is returned").getByRole("button", { name: "Send to agent" }).click();
  await expect(conversation(app, title)).toContainText("I will round it.");
  await expect(conversation(app, title)).toContainText("total.ts:4");
  await writeFile(
    join(folder, "total.ts"),
    (await readFile(join(folder, "total.ts"), "utf8")).replace("return sum", "return Math.round(sum)"),
  );

  await expect(start(app)).toBeEnabled();
  reports(model, { title: "Refuse what is no number", priority: 2, lines: [3, 3] });
  await start(app).click();
  await expect(conversation(app, title)).toContainText(/Reviewer finished: 1 finding, 1 fixed, /);
  await expect(list(app)).toContainText("1 open");
  await list(app).getByRole("button", { name: "3 settled" }).click();
  await expect(list(app).getByRole("button", { name: /Round what is returned/ })).toContainText("fixed");
  await expect(list(app).getByRole("button", { name: /Name the unit/ })).toContainText("dismissed");
  await expect(list(app).getByRole("button", { name: /Begin the sum at zero/ })).toContainText("applied");
});

test("what a hostile finding says is shown as text, one that points elsewhere says so, and a slash starts a review that can be stopped", async ({
  app,
  client,
  model,
  repository,
}) => {
  await worked(app, client, nameOf(repository.path));
  const evil = '<img src=x onerror="window.hit=1">\u001b[31m red \u202e';
  reports(
    model,
    {
      title: `Mend this ${evil}`,
      priority: 0,
      lines: [2, 2],
      body: `**bold** ${evil}`,
      suggestion: `let x = 1; // ${evil}`,
    },
    { title: "Look elsewhere", priority: 2, lines: [1, 1], path: "../../etc/passwd", suggestion: "root" },
  );
  const box = pane(app, title).getByRole("textbox", { name: "Message" });
  await box.click();
  await app.keyboard.type("/review");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title)).toContainText("Reviewer finished: 2 findings");
  const hostile = card(app, "P0: Mend this");
  await expect(hostile).toContainText("⟨ESC⟩[31m red ⟨U+202E⟩");
  await expect(hostile).toContainText("**bold** <img");
  await expect(review(app).locator("article img")).toHaveCount(0);
  await list(app)
    .getByRole("button", { name: /Look elsewhere/ })
    .click();
  await expect(list(app)).toContainText("outside the diff");
  await expect(list(app).getByRole("article")).toContainText("../../etc/passwd:1, this file is not in the diff");
  await expect(list(app).getByRole("button", { name: "Apply suggestion" })).toHaveCount(0);
  expect(await app.evaluate(() => "hit" in window)).toBe(false);

  model.script([{ ...answer(say("{")), break: { how: "stall", at: "text" } }]);
  await start(app).click();
  await review(app).getByRole("button", { name: "Stop the review" }).click();
  await expect(conversation(app, title)).toContainText("The review was stopped");
  await expect(list(app)).toContainText("2 open");
  model.script([answer(say("Still here."))]);
  await send(box, "Are you there?");
  await expect(conversation(app, title)).toContainText("Still here.");
});
