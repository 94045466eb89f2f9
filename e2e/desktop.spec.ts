// The main job in the desktop shell, with the host as its utility process: on Electron where its binary is, else on the
// double over Chromium.
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { electronBinary } from "../apps/desktop/testing/electronBinary.ts";
import { type LaunchedApp, launchApp, startAnother } from "../apps/desktop/testing/launchApp.ts";
import {
  answerApproval,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
  test as base,
  threadLink,
} from "./harness.ts";
import { connect, hostEnvironment, processesWith, startHost } from "./host.ts";

const main = join(import.meta.dirname, "../apps/desktop/dist/main.js");

/** The shell on a home that is past its first run, with the repository open. */
const test = base.extend<{ readonly shell: LaunchedApp }>({
  shell: async ({ home, model, repository }, use) => {
    const options = { home: home.path, model: model.url };
    const host = await startHost(options);
    using connection = await connect(host.url);
    await connection.client.settings.update({ welcomed: true });
    await connection.client.projects.open({ path: repository.path });
    await host.stop();
    const shell = await launchApp({ main, env: hostEnvironment(options) });
    await use(shell);
    await shell.close();
  },
});

/** The process of the home's host, as it wrote itself down. */
function hostPid(home: string): number {
  return (JSON.parse(readFileSync(join(home, "host.json"), "utf8")) as { pid: number }).pid;
}

test("these specs ran on Electron itself", () => {
  test.skip(electronBinary() === null, "Electron's binary is not installed: they ran on the double");
  expect(electronBinary()).toMatch(/electron/i);
});

test("a thread asks for approval, works and ends in the desktop window", async ({ shell, repository }) => {
  const page = await shell.firstWindow();
  const title = "Ask first";
  await startThread(page, nameOf(repository.path), `${title}\nscenario:approve echo let through`);
  await expectStatus(page, title, "waiting_approval");
  await answerApproval(page, title, "Approve");
  await expectStatus(page, title, "idle");
  await expect(conversation(page, title)).toContainText("let through");
});

test("what waits is counted from the thread to the icon of the app, and a click on its notification brings it", async ({
  shell,
  repository,
}) => {
  await shell.evaluate(({ app, Notification }) => {
    app.setBadgeCount = (badge) => Boolean(Object.assign(globalThis, { badge }));
    Notification.prototype.show = function () {
      Object.assign(globalThis, { shown: this });
    };
  });
  const told = () =>
    shell.evaluate(({ Tray }) => {
      const { newest } = Tray as unknown as { newest: { toolTip: string; menu: Electron.Menu } };
      const { badge, shown } = globalThis as { badge?: number; shown?: Electron.Notification };
      return { badge, tray: newest.toolTip, first: newest.menu.items[0]?.label, notice: shown?.title };
    });
  const page = await shell.firstWindow();
  const project = nameOf(repository.path);
  const title = await startThread(page, project, "Ask first\nscenario:say Later");
  await expectStatus(page, title, "idle");
  await page.getByRole("button", { name: /^Deck/ }).click();
  await page.getByRole("article", { name: title }).getByRole("button", { name: "Write" }).click();
  await page.getByRole("textbox", { name: "Write to this thread" }).fill("scenario:approve echo one");
  await page.keyboard.press("Enter");
  await expectStatus(page, title, "waiting_approval");
  await expect(page).toHaveTitle("(1) Flightdeck");
  await expect(page.getByRole("button", { name: "Attention", exact: false }).first()).toContainText("1");
  await page.getByRole("button", { name: project, exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Projects" }).getByLabel("1 waiting for you")).toBeVisible();
  await expect
    .poll(told)
    .toEqual({ badge: 1, tray: "Flightdeck: 1 thread waits for you", first: `${title}: approval`, notice: title });

  await shell.evaluate(() => void (globalThis as { shown?: Electron.Notification }).shown?.emit("click"));
  await expect(pane(page, title).getByRole("alertdialog")).toBeVisible();
  await answerApproval(page, title, "Approve");
  await expect(page).toHaveTitle(`${title} · Flightdeck`);
  await expect
    .poll(told)
    .toEqual({ badge: 0, tray: "Flightdeck: nothing waits for you", first: "Nothing waits for you", notice: title });
});

test("a host killed in mid-turn comes back by itself and the open window goes on", async ({
  shell,
  home,
  repository,
}) => {
  const page = await shell.firstWindow();
  const title = "Watch it";
  const marker = `86400.${process.pid}${Date.now()}`;
  await startThread(page, nameOf(repository.path), `${title}\nscenario:run echo it has begun; sleep ${marker}`);
  // The words stand in the message too; the command runs when its process does.
  await expect.poll(async () => (await processesWith(marker)).length).toBeGreaterThan(0);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  const first = hostPid(home.path);
  process.kill(first, "SIGKILL");
  await expectStatus(page, title, "interrupted");
  expect(hostPid(home.path)).not.toBe(first);
  await expect.poll(() => processesWith(marker)).toEqual([]);

  await send(pane(page, title).getByRole("textbox", { name: "Message" }), "scenario:say I am still here");
  await expectStatus(page, title, "idle");
  await expect(conversation(page, title).getByText("I am still here", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("a popped out thread stays on top until it need not, works, and all windows are there again at the next start", async ({
  shell,
  home,
  model,
  repository,
}) => {
  const page = await shell.firstWindow();
  const project = nameOf(repository.path);
  const title = await startThread(page, project, "Keep an eye on it");
  await startThread(page, project, "The other one");
  await threadLink(page, title).click();
  await page.keyboard.press("Alt+Shift+P");
  await expect.poll(() => shell.windows().length).toBe(2);
  const seen = (app: LaunchedApp) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isAlwaysOnTop()));
  expect(await seen(shell)).toEqual([false, true]);
  const small = shell.windows().find((each) => each !== page) ?? page;
  await expect(small.getByRole("complementary", { name: "Sidebar" })).toHaveCount(0);
  await send(pane(small, title).getByRole("textbox", { name: "Message" }), "scenario:say from up here");
  await expect(conversation(page, title).getByText("from up here", { exact: true })).toBeVisible();
  await page.keyboard.press("Alt+Shift+2");
  await expect(pane(page, "The other one")).toBeVisible();

  // It need not stay on top: its menu, the palette and the application's menu say so, and each turns it.
  const marked = () => shell.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("stay-on-top")?.checked);
  const front = (index: number) =>
    shell.evaluate(({ BrowserWindow }, at) => BrowserWindow.getAllWindows()[at]?.focus(), index);
  await front(1);
  expect(await marked()).toBe(true);
  await small.getByRole("button", { name: "More", exact: true }).click();
  const item = small.getByRole("menuitemcheckbox", { name: "Stay on top" });
  await expect(item).toBeChecked();
  await item.click();
  await expect.poll(() => seen(shell)).toEqual([false, false]);
  await expect.poll(marked).toBe(false);
  await small.keyboard.press("Control+K");
  await small.getByRole("combobox").fill("stay on top");
  await expect(small.getByRole("option", { name: "Stay on top" })).toContainText("off");
  await small.keyboard.press("Enter");
  await expect.poll(() => seen(shell)).toEqual([false, true]);
  await shell.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("stay-on-top")?.click());
  await expect.poll(() => seen(shell)).toEqual([false, false]);
  await front(0);
  expect(await marked()).toBe(false);
  await shell.close();

  const again = await launchApp({ main, env: hostEnvironment({ home: home.path, model: model.url }) });
  try {
    await expect.poll(() => seen(again)).toEqual([false, false]);
    await expect.poll(() => again.windows().length).toBe(2);
    const isSmall = (each: Page) => each.url().includes("alone=1");
    const [whole, alone] = [again.windows().find((each) => !isSmall(each)), again.windows().find(isSmall)];
    if (whole === undefined || alone === undefined) throw new Error("a window is missing");
    await expect(conversation(alone, title).getByText("from up here", { exact: true })).toBeVisible();
    for (const each of [title, "The other one"]) await expect(pane(whole, each)).toBeVisible();
  } finally {
    await again.close();
  }
});

test("links reach the window that is open, propose and never send, and the menu goes back and forward", async ({
  shell,
  home,
  model,
  repository,
}) => {
  const page = await shell.firstWindow();
  const project = nameOf(repository.path);
  const linked = await startThread(page, project, "Linked");
  await expectStatus(page, linked, "idle");
  const id = (await threadLink(page, linked).getAttribute("href"))?.replace("#thread=", "") ?? "";
  const other = await startThread(page, project, "Another");
  await expectStatus(page, other, "idle");
  const asked = model.requests.length;
  const follow = async (link: string) => {
    const second = startAnother({ main, env: hostEnvironment({ home: home.path, model: model.url }), args: [link] });
    await once(second, "exit");
  };
  await follow(`flightdeck://thread/${id}`);
  await expect(pane(page, linked)).toBeVisible();
  const choose = (item: string) =>
    shell.evaluate(({ Menu }, name) => void Menu.getApplicationMenu()?.getMenuItemById(name)?.click(), item);
  await choose("back");
  await expect(pane(page, other)).toBeVisible();
  await choose("forward");
  await expect(pane(page, linked)).toBeVisible();

  const prompt = encodeURIComponent("Look at the tide table\n$(touch /tmp/x)");
  await follow(`flightdeck://new?prompt=${prompt}&path=${encodeURIComponent(repository.path)}`);
  const box = page.getByRole("region", { name: "New thread" }).getByRole("textbox", { name: "Message" });
  await expect(box).toContainText("$(touch /tmp/x)");
  for (const [hostile, why] of [
    ["thread/none", "This thread is not here"],
    [`new?prompt=${"x".repeat(100_000)}`, "It is too long"],
    ["new?prompt=a&run=1", "something that links cannot do"],
    ["thread/..%2Fx", "It does not name a thread"],
  ] as const) {
    await follow(`flightdeck://${hostile}`);
    await expect(page.getByText(why)).toHaveCount(1);
  }
  await expect(box).toContainText("$(touch /tmp/x)");
  expect(model.requests.length).toBe(asked);
  await expect(threadLink(page, "Look at the tide table")).toHaveCount(0);
});

test("quitting in mid-turn ends the host and everything it runs; the thread is there at the next start", async ({
  shell,
  home,
  model,
  repository,
}) => {
  const page = await shell.firstWindow();
  const title = "Leave it";
  const marker = `86400.${process.pid}${Date.now()}`;
  await startThread(page, nameOf(repository.path), `${title}\nscenario:run echo it has begun; sleep ${marker}`);
  // The words stand in the message too; the command runs when its process does.
  await expect.poll(async () => (await processesWith(marker)).length).toBeGreaterThan(0);
  await shell.close();
  expect(await processesWith(marker)).toEqual([]);

  const again = await launchApp({ main, env: hostEnvironment({ home: home.path, model: model.url }) });
  try {
    await expectStatus(await again.firstWindow(), title, "interrupted");
  } finally {
    await again.close();
  }
});

test("a home that another host holds is left alone, and the log says who has it", async ({ home, host }) => {
  const shell = await launchApp({ main, env: hostEnvironment({ home: home.path }) });
  try {
    const file = join(home.path, "logs/shell.log");
    const log = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
    await expect.poll(log).toContain("the host cannot work: host_running");
    expect(hostPid(home.path)).toBe(host.pid);
  } finally {
    await shell.close();
  }
});
