import { answer, say } from "@flightdeck/testkit";
import { conversation, expect, nameOf, pane, startThread, test, threadLink } from "./harness.ts";

test("words from titles and conversations lead to their place, by keys alone", async ({
  app,
  repository,
  model,
  client,
}) => {
  const long = Array.from({ length: 600 }, (_, n) =>
    n === 20 ? say("The lighthouse keeper counts ships.") : say(`Item ${n}: nothing of note.`),
  );
  model.script([answer(...long), answer(say("Another thread.")), answer(say("Done."))]);
  const title = await startThread(app, nameOf(repository.path), "Write a lot");
  await expect(conversation(app, title).getByText("Item 599:")).toBeVisible();
  await startThread(app, nameOf(repository.path), "Lighthouse drawings");

  await app.keyboard.press("Control+Shift+F");
  const search = app.getByRole("region", { name: "Search", exact: true });
  await expect(search.getByRole("searchbox", { name: "Search all threads" })).toBeFocused();
  await app.keyboard.insertText("lighthou");
  await expect(search.getByRole("region", { name: "Lighthouse drawings" }).locator("mark").first()).toHaveText(
    "Lighthouse",
  );
  await expect(search.getByRole("region", { name: title }).locator("mark")).toHaveText("lighthouse");
  const hit = search.getByRole("button", { name: /keeper counts ships/ });
  for (let step = 0; step < 8 && !(await hit.evaluate((e) => e === document.activeElement)); step += 1)
    await app.keyboard.press("ArrowDown");
  await app.keyboard.press("Enter");
  const found = conversation(app, title).getByText("The lighthouse keeper counts ships.");
  await expect(found).toBeInViewport();
  await expect(conversation(app, title).locator("[data-aimed]")).toContainText("lighthouse keeper");

  const row = (await client.threads.list({})).find((each) => each.title === "Lighthouse drawings");
  if (row === undefined) throw new Error("no such thread");
  await client.threads.flag({ threadId: row.id, archived: true });
  await expect(threadLink(app, row.title)).toHaveCount(0);
  await app.keyboard.press("Control+Shift+F");
  await expect(search.getByRole("button", { name: "Lighthouse drawings archived" })).toBeVisible();
  await search.getByRole("searchbox").press("Escape");
  await app.keyboard.press("Escape");
  await expect(pane(app, title).getByRole("textbox", { name: "Message" })).toBeFocused();
  await expect(app.getByRole("navigation", { name: "Projects" })).toBeVisible();
});

test("the palette finds what was said, and hostile questions are answered with nothing", async ({
  app,
  repository,
  model,
}) => {
  model.script([answer(say("The **mooring** fee is 42."))]);
  const title = await startThread(app, nameOf(repository.path), "Fees");
  await expect(conversation(app, title).getByText("fee is 42")).toBeVisible();
  await app.keyboard.press("Alt+n");
  await app.keyboard.press("Control+K");
  await app.keyboard.insertText("mooring");
  const palette = app.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("option", { name: /mooring.*fee is 42/ }).click();
  await expect(pane(app, title)).toBeVisible();

  await app.keyboard.press("Control+Shift+F");
  const box = app.getByRole("searchbox", { name: "Search all threads" });
  for (const text of ['" OR "" NEAR(', "title:x* AND (", "🚢🚢🚢 zz", "q".repeat(10_000)]) {
    await box.fill(text);
    await expect(app.getByText("Nothing found in titles and conversations.")).toBeVisible();
  }
});
