import type { Page } from "@playwright/test";
import { conversation, expect, expectStatus, nameOf, pane, sidebar, startThread, test, threadLink } from "./harness.ts";

const tab = (page: Page, title: string) => page.getByRole("tab", { name: title });
const tabs = (page: Page) => page.getByRole("tablist", { name: "Threads" }).getByRole("tab");
const box = (page: Page, title: string) => pane(page, title).getByRole("textbox", { name: "Message" });

/** How panes lie: each by the place of its upper left corner, in reading order. */
async function order(page: Page, titles: readonly string[]): Promise<readonly string[]> {
  const places = await Promise.all(titles.map(async (title) => ({ title, at: await pane(page, title).boundingBox() })));
  return places
    .flatMap(({ title, at }) => (at === null ? [] : [{ title, at }]))
    .toSorted((a, b) => a.at.x - b.at.x || a.at.y - b.at.y)
    .map(({ title }) => title);
}

async function three(page: Page, project: string): Promise<readonly [string, string, string]> {
  const titles = ["Alpha", "Beta", "Gamma"] as const;
  for (const title of titles) {
    await startThread(page, project, title);
    await expectStatus(page, title, "idle");
    await expect(threadLink(page, title)).not.toHaveAttribute("data-unread");
  }
  return titles;
}

test("a tab is dragged to a pane's side, and a thread of the sidebar into a pane's place", async ({
  app,
  repository,
}) => {
  const [a, b, c] = await three(app, nameOf(repository.path));
  const shown = pane(app, c);
  const size = await shown.boundingBox();
  if (size === null) throw new Error("no pane");
  await tab(app, a).hover();
  await app.mouse.down();
  await app.mouse.move(size.x + size.width / 2, size.y + size.height / 2, { steps: 4 });
  await app.mouse.move(size.x + 20, size.y + size.height / 2, { steps: 4 });
  await expect(app.getByText("Show at the left")).toBeVisible();
  await app.mouse.up();
  await expect(pane(app, a)).toBeVisible();
  expect(await order(app, [a, c])).toEqual([a, c]);

  await threadLink(app, b).dragTo(pane(app, c), { targetPosition: { x: 200, y: size.height - 20 } });
  await expect(pane(app, b)).toBeVisible();
  expect(await order(app, [a, b, c])).toEqual([a, c, b]);
  await app.reload();
  await expect(pane(app, b)).toBeVisible();
  expect(await order(app, [a, b, c])).toEqual([a, c, b]);

  await tab(app, b).dragTo(pane(app, a), { targetPosition: { x: 200, y: 300 } });
  await expect.poll(() => order(app, [a, b, c])).toEqual([b, c, a]);
});

test("panes are made, turned to, carried and closed by keys alone, and each is live", async ({ app, repository }) => {
  const [a, b, c] = await three(app, nameOf(repository.path));
  await app.keyboard.press("Alt+Shift+3");
  await expect(pane(app, a)).toBeVisible();
  await expect(pane(app, b)).toBeVisible();
  const before = await order(app, [a, b, c]);
  expect(before.length).toBe(3);

  // The message box of the pane that is turned to has the keys.
  await app.keyboard.press("Control+Alt+ArrowLeft");
  await app.keyboard.press("Control+Alt+ArrowLeft");
  await expect(box(app, before[0] ?? "")).toBeFocused();
  await app.keyboard.press("F6");
  await expect(box(app, before[1] ?? "")).toBeFocused();
  await app.keyboard.press("Shift+F6");
  await expect(box(app, before[0] ?? "")).toBeFocused();

  for (const title of before) {
    await app.keyboard.insertText(`say to ${title}`);
    await app.keyboard.press("Enter");
    await expect(pane(app, title).getByText(`say to ${title}`)).toBeVisible();
    await app.keyboard.press("F6");
  }

  await app.keyboard.press("Control+Alt+Shift+ArrowRight");
  await expect.poll(() => order(app, [a, b, c])).toEqual([before[1], before[0], before[2]]);
  await app.keyboard.press("Control+Shift+\\");
  await expect(pane(app, before[0] ?? "")).toHaveCount(0);
  await expect(tab(app, before[0] ?? "")).toBeVisible();
  await app.keyboard.press("Alt+Shift+4");
  await expect(app.getByRole("button", { name: "Four panes" })).toHaveAttribute("aria-pressed", "true");
  await app.keyboard.press("Alt+Shift+1");
  await expect(app.locator("[data-pane]")).toHaveCount(1);
});

test("tabs are put elsewhere by drag and by keys, and found by number", async ({ app, repository }) => {
  const [a, b, c] = await three(app, nameOf(repository.path));
  await expect(tabs(app)).toHaveText([a, b, c]);
  await tab(app, c).dragTo(tab(app, a), { targetPosition: { x: 5, y: 10 } });
  await expect(tabs(app)).toHaveText([c, a, b]);
  await tab(app, c).focus();
  await app.keyboard.press("Shift+ArrowRight");
  await expect(tabs(app)).toHaveText([a, c, b]);
  await app.keyboard.press("Control+1");
  await expect(pane(app, a)).toBeVisible();
  await app.keyboard.press("Control+3");
  await expect(pane(app, b)).toBeVisible();
});

test("one goes back and forward over what was shown, by keys and by buttons", async ({ app, repository }) => {
  const [a, b, c] = await three(app, nameOf(repository.path));
  await app.keyboard.press("Alt+ArrowLeft");
  await app.keyboard.press("Alt+ArrowLeft");
  await expect(pane(app, b)).toBeVisible();
  await app.keyboard.press("Alt+ArrowRight");
  await app.keyboard.press("Alt+ArrowRight");
  await expect(pane(app, c)).toBeVisible();
  await threadLink(app, a).click();
  await app.getByRole("button", { name: "Back", exact: true }).click();
  await expect(pane(app, c)).toBeVisible();
  await expect(app.getByRole("button", { name: "Forward", exact: true })).toBeEnabled();

  // The buttons at a mouse's side.
  const input = await app.context().newCDPSession(app);
  const side = async (button: "back" | "forward") => {
    for (const type of ["mousePressed", "mouseReleased"] as const)
      await input.send("Input.dispatchMouseEvent", { type, button, x: 700, y: 300, clickCount: 1 });
  };
  await side("forward");
  await expect(pane(app, a)).toBeVisible();
  await side("back");
  await expect(pane(app, c)).toBeVisible();
  await app.keyboard.press("Alt+d");
  await expect(app.getByRole("region", { name: "Deck" })).toBeVisible();
  await side("back");
  await expect(pane(app, c)).toBeVisible();
});

test("a thread is renamed in place, pinned, marked unread and found among the unread, from the sidebar by keys", async ({
  app,
  repository,
  client,
}) => {
  const project = nameOf(repository.path);
  const [a, b] = await three(app, project);
  await threadLink(app, a).focus();
  await app.keyboard.press("F2");
  await expect(sidebar(app).getByRole("textbox", { name: "Title" })).toBeFocused();
  await app.keyboard.insertText("Harbour light");
  await app.keyboard.press("Enter");
  await expect(threadLink(app, "Harbour light")).toBeVisible();

  await threadLink(app, b).focus();
  await app.keyboard.press("Shift+F10");
  await app.getByRole("menuitem", { name: "Mark as unread" }).press("Enter");
  await expect(threadLink(app, b)).toHaveAttribute("data-unread", "true");
  await app.getByRole("button", { name: /^Unread/ }).click();
  await expect(sidebar(app).getByRole("link")).toHaveCount(1);
  await app.getByRole("button", { name: /^Unread/ }).click();

  await threadLink(app, "Harbour light").click({ button: "right" });
  await app.getByRole("menuitem", { name: "Pin" }).click();
  await expect(sidebar(app).getByRole("region", { name: "Pinned" }).getByRole("link")).toHaveText([/Harbour light/]);
  const rows = await client.threads.list({});
  expect(rows.filter(({ pinned }) => pinned).map(({ title }) => title)).toEqual(["Harbour light"]);
});

test("the sidebar is reached and gone through by keys alone, and Enter shows what has the focus", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  const [a, b, c] = await three(app, project);
  await app.getByRole("button", { name: "Hide sidebar" }).press("Enter");
  await app.keyboard.press("Alt+s");
  await expect(threadLink(app, c)).toBeFocused();
  await app.keyboard.press("ArrowUp");
  await expect(sidebar(app).getByRole("button", { name: project, exact: true })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(sidebar(app).getByRole("link")).toHaveCount(0);
  await app.keyboard.press("Enter");
  for (let step = 0; step < 3; step += 1) await app.keyboard.press("ArrowDown");
  await expect(threadLink(app, a)).toBeFocused();
  await app.keyboard.press("ArrowUp");
  await app.keyboard.press("Enter");
  await expect(pane(app, b)).toBeVisible();
});

test("threads are put in another order by keys and by drag, and newer ones still come on top", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  const [a, b, c] = await three(app, project);
  const links = sidebar(app).getByRole("link");
  await expect(links).toHaveText([c, b, a].map((title) => new RegExp(title)));
  await threadLink(app, a).focus();
  await app.keyboard.press("Alt+ArrowUp");
  await expect(links).toHaveText([c, a, b].map((title) => new RegExp(title)));
  await expect(threadLink(app, a)).toBeFocused();
  await threadLink(app, b).dragTo(threadLink(app, c), { targetPosition: { x: 60, y: 3 } });
  await expect(links).toHaveText([b, c, a].map((title) => new RegExp(title)));
  await app.reload();
  await startThread(app, project, "Delta");
  await expect(links).toHaveText(["Delta", b, c, a].map((title) => new RegExp(title)));
});

test("projects are put in another order by keys and by drag, for every window", async ({ app, client, home }) => {
  for (const name of ["one", "two"]) {
    await client.projects.open({ path: await folder(home.path, name), init: true });
  }
  const names = () =>
    sidebar(app)
      .getByRole("region")
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
  await expect.poll(names).toEqual(["harbour", "one", "two"]);
  await sidebar(app).getByRole("button", { name: "harbour", exact: true }).focus();
  await app.keyboard.press("Alt+ArrowDown");
  await expect.poll(names).toEqual(["one", "harbour", "two"]);
  const head = sidebar(app).getByRole("button", { name: "one", exact: true });
  await sidebar(app)
    .getByRole("button", { name: "two", exact: true })
    .dragTo(head, { targetPosition: { x: 40, y: 3 } });
  await expect.poll(names).toEqual(["two", "one", "harbour"]);
  await app.reload();
  await expect.poll(names).toEqual(["two", "one", "harbour"]);
});

async function folder(home: string, name: string): Promise<string> {
  const { mkdir } = await import("node:fs/promises");
  const path = `${home}/${name}`;
  await mkdir(path);
  return path;
}

test("a thread is read while its link is still pressed", async ({ app, repository }) => {
  const project = nameOf(repository.path);
  const first = await startThread(app, project, "First\nscenario:say one");
  await startThread(app, project, "Second\nscenario:say two");
  const sent: string[] = [];
  app.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(payload.toString())));
  await app.reload();
  const link = threadLink(app, first);
  const id = await link.getAttribute("data-thread");
  const asked = () => sent.filter((text) => text.includes("/threads/watch") && text.includes(id ?? "none")).length;
  expect(asked()).toBe(0);
  await link.hover();
  await app.mouse.down();
  await expect.poll(asked).toBe(1);
  await app.mouse.up();
  await expect(conversation(app, first).getByText("one", { exact: true })).toBeVisible();
  expect(asked()).toBe(1);
});
