import type { Locator, Page } from "@playwright/test";
import { addFilePatch, answer, broken, call, patch, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, pane, review, test } from "./harness.ts";

declare global {
  interface Window {
    /** How often a pointer was pressed on the page. */
    presses?: number;
  }
}

const title = "Write the notes";
const replies = [
  answer(
    say("May I look at the network first?"),
    call("exec_command", { cmd: "echo asked", escalate: true, justification: "To look." }),
  ),
  // Halts in the middle of a sentence, so that there is time to say something.
  broken(answer(say("I look around, and then I write."), call("exec_command", { cmd: "ls" })), "stall", "text"),
  answer(patch(addFilePatch("NOTES.md", "# Notes\n\nAbout the harbour."))),
  answer(say("The notes are written.")),
] as const;

/** Lays a line over the one that is in the box, as somebody types it. */
async function overwrite(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

/** Presses Tab until a thing has the focus. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await goal.and(page.locator(":focus")).count()) === 1) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

/** Does something by its name in the palette. */
async function doIt(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" }).getByRole("combobox")).toBeFocused();
  await page.keyboard.insertText(name);
  await expect(page.getByRole("option", { selected: true })).toContainText(name);
  await page.keyboard.press("Enter");
}

test("from the first run to what has landed, and all around the window, with the keyboard alone", async ({
  page,
  host,
  model,
  repository,
}) => {
  test.slow(); // it is a whole day's work
  await page.addInitScript(() => {
    window.presses = 0;
    window.addEventListener("pointerdown", () => (window.presses = (window.presses ?? 0) + 1), true);
  });
  const main = (await repository.git("rev-parse", "main")).trim();
  model.script([...replies]);

  // First run: the key is in the environment, the project is named, the permissions stay, the first task is written.
  await page.goto(host.url);
  await expect(page.getByRole("textbox", { name: "Key" })).toBeFocused();
  await page.keyboard.press("Enter");
  const path = page.getByRole("textbox", { name: "Path" });
  await expect(path).toBeFocused();
  await expect(path).not.toHaveValue("");
  await overwrite(page, repository.path);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: "Workspace write" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  await page.keyboard.insertText(title);
  await page.keyboard.press("Enter");

  // The approval: Escape leaves the message for the card, Y says yes.
  await expectStatus(page, title, "waiting_approval");
  const box = pane(page, title).getByRole("textbox", { name: "Message" });
  await expect(box).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(pane(page, title).getByRole("alertdialog")).toBeFocused();
  await page.keyboard.press("y");
  await expect(conversation(page, title)).toContainText("I look around");

  // A word into the running turn.
  await page.keyboard.press("Alt+m");
  await expect(box).toBeFocused();
  await page.keyboard.insertText("Say something about the harbour");
  await page.keyboard.press("Enter");
  await expect(pane(page, title).getByRole("list", { name: "Steering messages" })).toContainText("harbour");
  model.release();
  await expectStatus(page, title, "idle");

  // Meanwhile: the deck, panes, settings and back.
  await page.keyboard.press("Alt+d");
  await expect(page.getByRole("region", { name: "Deck" })).toBeVisible();
  await page.keyboard.press("Alt+d");
  await page.keyboard.press("Alt+n");
  await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  await page.keyboard.insertText("Another one");
  await page.keyboard.press("Enter");
  await expectStatus(page, "Another one", "idle");
  await page.keyboard.press("Alt+Shift+2");
  await expect(pane(page, title)).toBeVisible();
  await expect(pane(page, "Another one")).toBeVisible();
  const other = pane(page, "Another one").getByRole("textbox", { name: "Message" });
  const focused = page.locator(":focus");
  await expect(box.or(other).and(focused)).toBeVisible();
  const next = (await box.and(focused).count()) === 1 ? other : box;
  await page.keyboard.press("F6");
  await expect(next).toBeFocused();
  await page.keyboard.press("Alt+Shift+1");
  await page.keyboard.press("Control+Comma");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await expect(settings).toBeVisible();
  await tabTo(page, settings.getByRole("searchbox", { name: "Search settings" }));
  await page.keyboard.insertText("volume");
  await page.keyboard.press("Enter");
  await expect(settings.getByRole("heading", { name: "Notifications" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(settings).toHaveCount(0);
  await doIt(page, title);
  await expect(pane(page, title)).toBeVisible();

  // The review, the commit, the landing.
  await page.keyboard.press("Control+Shift+g");
  await expect(review(page)).toContainText("NOTES.md");
  await expect(review(page)).toContainText("About the harbour.");
  await expect(review(page).getByRole("button", { name: "Commit…" })).toBeEnabled();
  await page.keyboard.press("Alt+Shift+c");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await expect(dialog.getByRole("button", { name: "Commit", exact: true })).toBeEnabled();
  await page.keyboard.press("Control+Enter");
  await expect(review(page).getByRole("status")).toContainText("Ready to land on main");
  await doIt(page, "Land…");
  // It is tried beside every checkout before it can be done.
  await expect(dialog.getByRole("button", { name: "Land", exact: true })).toBeEnabled();
  await page.keyboard.press("Control+Enter");
  await expect(review(page).getByRole("status")).toContainText("Landed on main");
  expect(await repository.git("diff", "--name-status", main, "main")).toBe("A\tNOTES.md\n");
  expect(await page.evaluate(() => window.presses)).toBe(0);
});
