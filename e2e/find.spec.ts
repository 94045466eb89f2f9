import type { Locator, Page } from "@playwright/test";
import { answer, call, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";

/** The words that are marked as the one that is gone to, if they are in view. */
const marked = (log: Locator) =>
  log.evaluate((box) => {
    const view = box.getBoundingClientRect();
    const ranges = [...(CSS.highlights.get("found-now") ?? [])] as Range[];
    return ranges
      .filter((range) => {
        const { top, bottom } = range.getBoundingClientRect();
        return top >= view.top && bottom <= view.bottom;
      })
      .map((range) => `${range.startContainer.textContent ?? ""}`.trim());
  });
const allMarks = (page: Page) => page.evaluate(() => CSS.highlights.get("found")?.size ?? 0);

test("a text is found in all of a thread, also where nothing was loaded yet, and folded work opens for it", async ({
  app,
  model,
  repository,
}) => {
  const filler = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => say(`Message ${from + n} of many.`, 1));
  model.script([
    answer(
      say("The first **needle** of the hay."),
      call("exec_command", { cmd: "echo a needle in the output" }),
      call("exec_command", { cmd: "echo other" }),
    ),
    answer(...filler(0, 300)),
    answer(...filler(300, 450), say("And a Needle at the end, with a needle behind it.")),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Hay");
  await expectStatus(app, title, "idle");
  await send(pane(app, title).getByRole("textbox", { name: "Message" }), "More");
  const log = conversation(app, title);
  await expect(log).toContainText("a needle behind it");
  await expectStatus(app, title, "idle");
  await app.reload();
  await expect(log).toContainText("a needle behind it");

  await app.keyboard.press("Control+f");
  const bar = pane(app, title).getByRole("search", { name: "Find in this thread" });
  const field = bar.getByRole("searchbox", { name: "Find" });
  await expect(field).toBeFocused();
  await app.keyboard.type("needle");
  await expect(bar.getByRole("status")).toHaveText("4 of 5");
  await expect.poll(() => marked(log)).toEqual(["And a Needle at the end, with a needle behind it."]);
  expect(await allMarks(app)).toBe(2);

  // On from the last is the first, which was not loaded.
  await app.keyboard.press("Enter");
  await app.keyboard.press("Enter");
  await expect(bar.getByRole("status")).toHaveText("1 of 5");
  await expect.poll(() => marked(log)).toEqual(["needle"]);
  await app.keyboard.press("Enter");
  await app.keyboard.press("Enter");
  await expect(bar.getByRole("status")).toHaveText("3 of 5");
  await expect.poll(() => marked(log)).toEqual(["a needle in the output"]);
  await app.keyboard.press("Shift+Enter");
  await expect(bar.getByRole("status")).toHaveText("2 of 5");

  await field.fill("no such words");
  await expect(bar.getByRole("status")).toHaveText("Nothing found");
  await app.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  expect(await allMarks(app)).toBe(0);
  await expect(log).toBeFocused();
});

test("selected words are quoted in the message, by button and by key, and copied", async ({
  app,
  model,
  context,
  repository,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  model.script([answer(say("The harbour is *wide*.\n\n```sh\nnpm test\n```"))]);
  const title = await startThread(app, nameOf(repository.path), "Quote");
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);
  const box = pane(app, title).getByRole("textbox", { name: "Message" });
  await log.getByText("The harbour is").click({ clickCount: 3 });
  await app.getByRole("toolbar", { name: "Selected words" }).getByRole("button", { name: "Quote" }).click();
  await expect(box.locator("p")).toHaveText(["> The harbour is wide.", "", ""]);
  await expect(box).toBeFocused();
  await app.keyboard.type("Why?");
  await log.getByText("npm test").click({ clickCount: 3 });
  await app.keyboard.press("Alt+q");
  await expect(box.locator("p")).toHaveText(["> The harbour is wide.", "", "Why?", "", "> npm test", "", ""]);

  await log.getByRole("button", { name: "Copy the answer" }).click();
  expect(await app.evaluate(() => navigator.clipboard.readText())).toBe(
    "The harbour is *wide*.\n\n```sh\nnpm test\n```",
  );
});
