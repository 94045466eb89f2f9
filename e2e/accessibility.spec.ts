import type { Page } from "@playwright/test";
import { enqueue, expect, expectStatus, nameOf, pane, review, send, startThread, test } from "./harness.ts";
import { problems } from "./look.ts";

// The other screens are looked through where they are photographed.
test("the window at work has no accessibility problem in either theme", async ({ app, repository }) => {
  test.slow(); // axe looks through all of it a dozen times
  const project = nameOf(repository.path);
  expect(await problems(app)).toEqual([]);
  await startThread(app, project, "Everything at once\nscenario:work NOTES.md");
  await expectStatus(app, "Everything at once", "idle");
  await startThread(app, project, "Ask me\nscenario:approve echo yes");
  await expectStatus(app, "Ask me", "waiting_approval");
  expect(await problems(app)).toEqual([]);
  for (const name of ["Fork…", "Ask on the side…"]) {
    await pane(app, "Ask me").getByRole("button", { name: "More" }).click();
    await app.getByRole("menuitem", { name }).click();
    await expect(app.getByRole("dialog")).toBeVisible();
    expect(await problems(app)).toEqual([]);
    await app.keyboard.press("Escape");
    await expect(app.getByRole("dialog")).toHaveCount(0);
  }
  const queued = pane(app, "Ask me").getByRole("list", { name: "Queued messages" });
  const box = pane(app, "Ask me").getByRole("textbox", { name: "Message" });
  await send(box, "A word into the turn");
  for (const text of ["One for later", "Another one"]) await enqueue(box, text);
  await expect(queued.getByRole("listitem")).toHaveCount(2);
  await queued.getByRole("button", { name: "Change it" }).first().click();
  await box.pressSequentially("$");
  await expect(app.getByRole("listbox", { name: "Skills" })).toBeVisible();
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Escape");
  await app.getByRole("button", { name: "Two side by side" }).click();
  await pane(app, "Everything at once").getByRole("button", { name: "Review" }).click();
  await expect(review(app)).toContainText("NOTES.md");
  await review(app).getByRole("button", { name: "All changes" }).click();
  await app.getByRole("menuitem", { name: "Stage all", exact: true }).click();
  await expect(review(app)).toContainText("staged");
  expect(await problems(app)).toEqual([]);
  for (const words of ["One that waits to be sent", "One that is being written"]) {
    await review(app).getByRole("button", { name: "Comment", exact: true }).first().click();
    await app.keyboard.type(words);
    if (words.includes("sent")) await app.keyboard.press("Control+Enter");
  }
  await expect(review(app).getByRole("button", { name: "Send 1 comment" })).toBeVisible();
  expect(await problems(app)).toEqual([]);
  await app.getByRole("region", { name: "Attention" }).getByRole("button").first().click();
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Alt+d");
  await expect(app.getByRole("region", { name: "Deck", exact: true }).getByRole("article")).toHaveCount(2);
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Alt+i");
  await expect(app.getByRole("region", { name: "Inbox", exact: true })).toContainText("Nothing waits here");
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Alt+Shift+4");
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Control+Shift+F");
  await app.keyboard.insertText("everything");
  await expect(app.getByRole("region", { name: "Search", exact: true }).locator("mark").first()).toBeVisible();
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Control+b");
  expect(await problems(app)).toEqual([]);
  await app.keyboard.press("Control+k");
  await expect(app.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  expect(await problems(app)).toEqual([]);
});

/** What has the focus and does not show it, neither itself nor what it is drawn in. */
const unmarked = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    // What is written in has the caret.
    if (at === null || at === document.body || at.matches("[data-base-ui-focus-guard], [contenteditable], textarea"))
      return undefined;
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "var(--focus)";
    const colour = getComputedStyle(probe).color;
    probe.remove();
    const marked = [at, at.parentElement, at.parentElement?.parentElement ?? null].some((part) => {
      if (part === null) return false;
      const { outlineStyle, boxShadow } = getComputedStyle(part);
      const edge = getComputedStyle(part, "::after").backgroundColor;
      return outlineStyle !== "none" || boxShadow.includes(colour) || edge === colour;
    });
    return marked ? undefined : at.outerHTML.slice(0, 200);
  });

/** Presses Tab until what has the focus is a button of that name: the way of a person without a mouse. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    const focused = page.locator(":focus");
    if ((await focused.count()) > 0 && (await focused.and(page.getByRole("button", { name, exact: true })).count()) > 0)
      return;
    await page.keyboard.press("Tab");
    expect(await unmarked(page), "has the focus and does not show it").toBeUndefined();
  }
  throw new Error(`Tab does not reach the button ${name}`);
}

test("the main job can be done with the keyboard alone", async ({ app, repository }) => {
  const main = (await repository.git("rev-parse", "main")).trim();
  await app.keyboard.press("Alt+n");
  await expect(app.getByRole("textbox", { name: "Message" })).toBeFocused();
  await app.keyboard.insertText("By keyboard");
  await app.keyboard.press("Shift+Enter");
  await app.keyboard.insertText("scenario:approve echo yes scenario:edit NOTES.md");
  await app.keyboard.press("Enter");
  await expectStatus(app, "By keyboard", "waiting_approval");
  await tabTo(app, "Approve");
  await app.keyboard.press("Enter");
  await expectStatus(app, "By keyboard", "idle");
  await app.keyboard.press("Control+j");
  await expect(review(app)).toContainText("NOTES.md");
  // Who looks into a dialog and leaves it is where they were.
  for (const name of ["More to compare", "All changes", "Push…", "Commit…"]) {
    await tabTo(app, name);
    await app.keyboard.press("Enter");
    await expect(app.locator("[role=dialog], [role=menu]")).toBeVisible();
    await app.keyboard.press("Escape");
    await expect(app.getByRole("button", { name, exact: true })).toBeFocused();
  }
  for (const name of ["Commit…", "Commit", "Land on main", "Land"]) {
    if (name === "Land on main") await expect(review(app).getByRole("status")).toContainText("Ready to land on main");
    await tabTo(app, name);
    // It can be reached while it waits for what the host finds; then Enter only tells why.
    await expect(app.locator(":focus")).toBeEnabled();
    await app.keyboard.press("Enter");
  }
  await expect(review(app).getByRole("status")).toContainText("Landed on main");
  expect(await repository.git("diff", "--name-status", main, "main")).toBe("A\tNOTES.md\n");
});
