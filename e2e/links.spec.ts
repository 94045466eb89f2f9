import { expect, nameOf, pane, startThread, test, threadLink } from "./harness.ts";

test("a link in the address shows its thread, and says so when there is none", async ({ app, repository, client }) => {
  const title = await startThread(app, nameOf(repository.path), "Linked");
  const [row] = await client.threads.list({});
  await app.getByRole("button", { name: "Start another thread" }).click();
  await expect(pane(app, title)).toHaveCount(0);
  await app.evaluate((id) => (window.location.hash = `thread=${id}`), row?.id);
  await expect(pane(app, title)).toBeVisible();
  expect(await app.evaluate(() => window.location.hash)).toBe("");
  await app.evaluate(() => (window.location.hash = "thread=thread_gone"));
  await expect(app.getByText("This thread is not here")).toBeVisible();
  await expect(pane(app, title)).toBeVisible();
});

test("a proposed thread becomes a draft behind what was written, and is never sent by itself", async ({
  page,
  host,
  repository,
  client,
  model,
}) => {
  await client.settings.update({ welcomed: true });
  const { id } = await client.projects.open({ path: repository.path });
  await client.threads.saveDraft({ key: `new:${id}`, text: "My own words." });
  const prompt = "Fix the <b>tide</b> table\nrm -rf is only text";
  const query = new URLSearchParams({ prompt, path: repository.path });
  await page.goto(`${host.url}&new&${query.toString()}`);
  const box = page.getByRole("textbox", { name: "Message" });
  await expect(box).toContainText("My own words.");
  await expect(box).toContainText("Fix the <b>tide</b> table");
  await expect(box).toContainText("rm -rf is only text");
  await page.evaluate(() => (window.location.hash = "new&prompt=Elsewhere&path=/nowhere/at/all"));
  await expect(page.getByText("The link's folder is not a project here")).toBeVisible();
  expect([await client.threads.list({}), model.requests.length]).toEqual([[], 0]);
  await expect(threadLink(page, "Fix")).toHaveCount(0);

  // Too long to be read by anybody, or with a part that is not seen: not followed, and the window says why, once.
  const shown = await box.innerText();
  for (const [link, why] of [
    [`new&prompt=${"x".repeat(100_000)}`, "It is too long"],
    [`new&prompt=${encodeURIComponent("safe\u202eetirw")}`, "characters that nobody can see"],
    [`new&prompt=${encodeURIComponent("one\u0000two")}`, "characters that nobody can see"],
    ["new&prompt=a&send=true", "something that links cannot do"],
    ["thread=../../settings", "It does not name a thread"],
  ] as const) {
    await page.evaluate((hash) => (window.location.hash = hash), link);
    await expect(page.getByText(why)).toHaveCount(1);
    await expect(page.getByText("etirw")).toHaveCount(0);
  }
  await expect.poll(() => box.innerText()).toBe(shown);
  expect([await client.threads.list({}), model.requests.length]).toEqual([[], 0]);
});
