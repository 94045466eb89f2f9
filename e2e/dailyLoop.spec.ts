import type { Locator, Page } from "@playwright/test";
import { answer, patch, say } from "@flightdeck/testkit";
import {
  commit,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  review,
  startThread,
  test,
  threadLink,
} from "./harness.ts";

const title = "Take payments";
const gate = (page: Page): Locator => review(page).getByRole("group", { name: "Landing" });
const hunk = (page: Page, number: number, path: string): Locator =>
  review(page).getByRole("group", { name: `Hunk ${number} of ${path}` });

/** A file with two places to change, far enough from each other to be two hunks. */
const pay = (send: string, pause: string): string =>
  `export function pay(cents: number) {\n${send}\n}\n${"//\n".repeat(20)}${pause}\n`;

const adds = (path: string, ...lines: readonly string[]): string =>
  `*** Add File: ${path}\n${lines.map((line) => `+${line}\n`).join("")}`;
const patches = (...parts: readonly string[]) => patch(`*** Begin Patch\n${parts.join("")}*** End Patch\n`);
const finds = (...findings: readonly object[]) =>
  answer(say(JSON.stringify({ findings, previous: [], summary: "Takes payments." })));

test("work is commented on, mended in one turn, read where it changed, reviewed, held by the gate, and landed", async ({
  app,
  model,
  repository,
}) => {
  test.slow(); // two turns, two reviews, a commit and a landing
  await repository.commit("Say who looks at what", {
    ".flightdeck/review.toml": 'human = ["src/pay.ts"]\ndefault = "ai"\n',
    "src/pay.ts": pay("  return send(cents, 1);", "export const pause = 1;"),
  });
  model.script([
    answer(
      patches(
        "*** Update File: src/pay.ts\n",
        "@@\n-  return send(cents, 1);\n+  return send(cents, 3);\n",
        "@@\n-export const pause = 1;\n+export const pause = 2;\n",
        adds("notes.md", "# Payments", "", "Three tries."),
      ),
    ),
    answer(say("Payments are taken.")),
  ]);
  await startThread(app, nameOf(repository.path), `${title}\nwith three tries`);
  await expectStatus(app, title, "idle");

  // Everything is looked at, and one line is asked about.
  await pane(app, title).getByRole("button", { name: "Review" }).click();
  await expect(review(app)).toContainText("0 of 3 hunks");
  await expect(gate(app)).toContainText("2 critical");
  await hunk(app, 1, "src/pay.ts").getByRole("button", { name: "Comment" }).click();
  await expect(review(app).getByRole("textbox", { name: /^Comment on/ })).toBeFocused();
  await app.keyboard.type("Five tries, please.");
  await app.keyboard.press("Control+Enter");
  await review(app).getByRole("button", { name: "Mark all read" }).click();
  await expect(review(app)).toContainText("3 of 3 hunks");

  // The agent mends it in one turn: only what it changed wants to be read again.
  model.script([
    answer(
      patches(
        "*** Update File: src/pay.ts\n@@\n export function pay(cents: number) {\n-  return send(cents, 3);\n+  return send(cents, 5);\n }\n",
      ),
    ),
    answer(say("C1: Five it is.")),
  ]);
  await review(app).getByRole("button", { name: "Send 1 comment" }).click();
  await expect(conversation(app, title)).toContainText("1 comment on the diff");
  await expectStatus(app, title, "idle");
  await expect(review(app)).toContainText("2 of 3 hunks");
  await expect(hunk(app, 1, "src/pay.ts").getByRole("button", { name: "Read hunk" })).toBeVisible();
  await expect(hunk(app, 2, "src/pay.ts").getByRole("button", { name: "Unread hunk" })).toBeVisible();
  await expect(hunk(app, 1, "notes.md").getByRole("button", { name: "Unread hunk" })).toBeVisible();
  await expect(review(app).getByText("changed since you looked")).toHaveCount(1);
  await expect(
    threadLink(app, title).getByRole("img", { name: "2 of 3 hunks read, 1 changed since you looked" }),
  ).toBeVisible();
  await expect(review(app).getByRole("article").filter({ hasText: "Five tries, please." })).toContainText(
    "addressed in turn 2",
  );

  // A second model looks: what it finds stands in the diff and closes the gate, until its suggestion is taken.
  model.script([
    finds({
      title: "Refuse what is no amount",
      body: "A negative amount pays the customer.",
      priority: 1,
      confidence: 0.9,
      path: "src/pay.ts",
      side: "new",
      start_line: 2,
      end_line: 2,
      suggestion: "  if (cents <= 0) throw new RangeError();\n  return send(cents, 5);",
    }),
  ]);
  await review(app).getByRole("button", { name: "Review", exact: true }).click();
  const finding = review(app).getByRole("article", { name: "P1: Refuse what is no amount" });
  await expect(finding).toContainText("A negative amount pays the customer.");
  await expect(gate(app)).toContainText("1 finding open at P1");
  await finding.getByRole("button", { name: "Apply suggestion" }).click();
  await expect(review(app).getByText("throw new RangeError();").first()).toBeVisible();
  await commit(app);
  await expect(gate(app)).toContainText("Changed since the review");
  await expect(gate(app)).toContainText("1 hunk to read, 1 critical");

  model.script([finds()]);
  await review(app).getByRole("button", { name: "Review", exact: true }).click();
  await expect(conversation(app, title)).toContainText("Reviewer finished: nothing found");
  await hunk(app, 1, "src/pay.ts").getByRole("button", { name: "Read hunk" }).click();
  await expect(gate(app)).toContainText("Ready to land on main");
  await expect(threadLink(app, title).getByRole("img", { name: "All 3 hunks read" })).toBeVisible();
  // With everything read and the gate open, landing is one key away, and the key that does it another.
  await app.keyboard.press("Control+Shift+l");
  await expect(app.getByRole("dialog")).toContainText("Tried: nothing conflicts");
  await app.keyboard.press("Control+Enter");
  await expect(gate(app)).toContainText("Landed on main");
  expect(await repository.git("show", "main:src/pay.ts")).toBe(
    pay("  if (cents <= 0) throw new RangeError();\n  return send(cents, 5);", "export const pause = 2;"),
  );
});
