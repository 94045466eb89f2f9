// What goes on when no window is open.
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BackgroundState } from "@flightdeck/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { type LaunchedApp, startAnother } from "../testing/launchApp.ts";
import { type StagedApp, stageApp } from "../testing/stagedApp.ts";
import { HIDDEN } from "./login.ts";

let staged: StagedApp;
const running: LaunchedApp[] = [];

beforeAll(() => {
  staged = stageApp();
});
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
});
afterAll(() => staged?.[Symbol.dispose]());

/** In two and a half hours, as the state's words tell it. */
const nextAt = Date.now() + 9_000_000;
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(nextAt);
const nightly: Partial<BackgroundState> = { automations: 4, on: 3, nextAt };

/** A home whose host says so of its automations. */
function tell(home: string, state: Partial<BackgroundState>): void {
  writeFileSync(join(home, "background.new"), JSON.stringify(state));
  renameSync(join(home, "background.new"), join(home, "background.json"));
}

async function launch(home: string, args: readonly string[] = []): Promise<LaunchedApp> {
  const app = await staged.launch({ home, args, env: { XDG_CONFIG_HOME: join(home, "config") } });
  running.push(app);
  await app.evaluate(({ dialog }) => {
    const seen: unknown[] = [];
    const waiting: ((answer: { response: number; checkboxChecked: boolean }) => void)[] = [];
    Object.assign(globalThis, { boxes: { seen, waiting } });
    dialog.showMessageBox = (...given: unknown[]) => {
      const { message, buttons } = given.at(-1) as Electron.MessageBoxOptions;
      seen.push({ message, buttons });
      return new Promise((resolve) => waiting.push(resolve));
    };
  });
  return app;
}

/** With its window, once the page and the shell know what the host says. */
async function opened(home: string, state: Partial<BackgroundState>): Promise<LaunchedApp> {
  tell(home, state);
  const app = await launch(home);
  const page = await app.firstWindow();
  await page.waitForFunction(() => window.ports?.received === 1);
  await eventually(() => trayOf(app)).toContain("New Thread");
  return app;
}

interface Boxes {
  readonly seen: unknown[];
  readonly waiting: ((answer: { response: number; checkboxChecked: boolean }) => void)[];
}
const boxesOf = (app: LaunchedApp) => app.evaluate(() => (globalThis as unknown as { boxes: Boxes }).boxes.seen);
const answer = (app: LaunchedApp, response: number, checkboxChecked = false) =>
  app.evaluate((_electron, given) => (globalThis as unknown as { boxes: Boxes }).boxes.waiting.shift()?.(given), {
    response,
    checkboxChecked,
  });
const closeAll = (app: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
const windowCount = (app: LaunchedApp) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
/** A window is there before its page is, and the page of one that closes for a moment longer. */
const windowBack = (app: LaunchedApp) =>
  eventually(() =>
    Promise.all(app.windows().map((page) => page.evaluate(() => window.ports?.received).catch(() => undefined))),
  ).toEqual([1]);
const notices = (app: LaunchedApp) =>
  app.evaluate(({ Notification }) =>
    (Notification as unknown as { all: { title: string; body: string }[] }).all.map(({ title, body }) => [title, body]),
  );
const trayOf = (app: LaunchedApp) =>
  app.evaluate(({ Tray }) =>
    ((Tray as unknown as { newest?: { menu: Electron.Menu } }).newest?.menu.items ?? []).map(({ label }) => label),
  );
const pressTray = (app: LaunchedApp, label: string) =>
  app.evaluate(
    ({ Tray }, wanted) =>
      (Tray as unknown as { newest: { menu: Electron.Menu } }).newest.menu.items
        .find((item) => item.label === wanted)
        ?.click(),
    label,
  );
const pressQuit = (app: LaunchedApp) =>
  app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("quit")?.click());
const heard = (home: string): unknown[] =>
  existsSync(join(home, "host.heard"))
    ? readFileSync(join(home, "host.heard"), "utf8")
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line))
    : [];
const endsOf = (app: LaunchedApp) => once(app.process(), "exit");
const goesOn = "Flightdeck goes on in the background";
const said = (words: string) => [goesOn, `${words}. Quit from the tray, or start Flightdeck again to see it.`];

test("with automations to go on for, the last window closes, the host stays, and the notice says what goes on", async () => {
  const home = staged.home();
  const app = await opened(home, { ...nightly, closing: "on" });
  await closeAll(app);
  await eventually(() => notices(app)).toEqual([said(`3 automations, next at ${time}`)]);
  expect(await windowCount(app)).toBe(0);
  expect(existsSync(join(home, "host.shutdown"))).toBe(false);
  await pressTray(app, "Show Flightdeck");
  await windowBack(app);
  expect(await boxesOf(app)).toEqual([]);
});

test("the first time the end of the last window asks, and keeps the answer; Escape brings the window back", async () => {
  const home = staged.home();
  const app = await opened(home, nightly);
  const question = {
    message: "Should automations go on in the background?",
    buttons: ["Go on in the background", "Quit", "Open the window again"],
  };
  await closeAll(app);
  await eventually(() => boxesOf(app)).toEqual([question]);
  await answer(app, 2);
  await windowBack(app);
  expect(heard(home)).toEqual([]);
  await closeAll(app);
  await eventually(() => boxesOf(app)).toEqual([question, question]);
  await answer(app, 0);
  await eventually(() => heard(home)).toEqual([{ type: "keep_closing", closing: "on" }]);
  await eventually(() => notices(app)).toEqual([said(`3 automations, next at ${time}`)]);
  expect(existsSync(join(home, "host.shutdown"))).toBe(false);
});

test("who wants automations to end with the window is asked no more, but for runs at work", async () => {
  const home = staged.home();
  const app = await opened(home, { ...nightly, running: 2, closing: "off" });
  await closeAll(app);
  await eventually(() => boxesOf(app)).toEqual([{ message: "Quit with 2 runs at work?", buttons: ["Quit", "Cancel"] }]);
  await answer(app, 1);
  await windowBack(app);
  tell(home, { ...nightly, closing: "off" });
  await eventually(() => trayOf(app)).toContain("No run at work");
  const ended = endsOf(app);
  await closeAll(app);
  await ended;
  expect(existsSync(join(home, "host.shutdown"))).toBe(true);
});

test("paused automations keep no window-less app", async () => {
  const home = staged.home();
  const app = await opened(home, { automations: 3, on: 0, allPaused: true, closing: "on" });
  const ended = endsOf(app);
  await closeAll(app);
  await ended;
  expect(existsSync(join(home, "host.shutdown"))).toBe(true);
});

test("the tray says what goes on and pauses all of it; the machine's sleep is held off while the host wants that", async () => {
  const home = staged.home();
  const app = await opened(home, { ...nightly, running: 1, awake: true });
  expect(await trayOf(app)).toEqual([
    "Nothing waits for you",
    "separator",
    `3 automations, next at ${time}`,
    "1 run at work",
    "Pause All Automations",
    "separator",
    "New Thread",
    "Show Flightdeck",
    "separator",
    "Quit Flightdeck",
  ]);
  const isHeldOff = () => app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(1));
  expect(await isHeldOff()).toBe(true);
  await pressTray(app, "Pause All Automations");
  await eventually(() => heard(home)).toEqual([{ type: "pause_automations", paused: true }]);
  tell(home, { automations: 4, on: 0, allPaused: true });
  await eventually(() => trayOf(app)).toContain("Resume All Automations");
  expect(await trayOf(app)).toContain("4 automations, all paused");
  expect(await isHeldOff()).toBe(false);
  await pressTray(app, "Resume All Automations");
  await app.evaluate(({ powerMonitor }) => void powerMonitor.emit("resume"));
  await eventually(() => heard(home).slice(1)).toEqual([
    { type: "pause_automations", paused: false },
    { type: "woke" },
  ]);
});

test("Quit says what ends with the app, and goes without a word once that is not wanted", async () => {
  const home = staged.home();
  const box = { message: "Automations stop when Flightdeck quits", buttons: ["Quit", "Cancel"] };
  const first = await opened(home, { ...nightly, closing: "on" });
  await pressQuit(first);
  await pressTray(first, "Quit Flightdeck"); // one box is enough
  await eventually(() => boxesOf(first)).toEqual([box]);
  await answer(first, 1, true);
  await pressQuit(first);
  await eventually(() => boxesOf(first)).toEqual([box, box]);
  const ended = endsOf(first);
  await answer(first, 0, true);
  await ended;
  const second = await opened(home, { ...nightly, closing: "on" });
  const endedToo = endsOf(second);
  await pressQuit(second);
  await endedToo;
});

test("without a window a run that waits for the person is told of, and its notice leads to the thread", async () => {
  const home = staged.home();
  const app = await opened(home, { ...nightly, closing: "on" });
  await closeAll(app);
  await eventually(async () => (await notices(app)).length).toBe(1);
  const threadId = "t-7" as BackgroundState["parked"][number]["threadId"]; // any id is one
  tell(home, { ...nightly, closing: "on", parked: [{ threadId, title: "Nightly review" }] });
  await eventually(async () => (await notices(app)).at(-1)).toEqual([
    "Nightly review",
    "It waits for you, and goes on once you answer.",
  ]);
  expect(await trayOf(app)).toContain("Nightly review: waits for you");
  await app.evaluate(({ Notification }) =>
    (Notification as unknown as { all: Electron.Notification[] }).all.at(-1)?.emit("click"),
  );
  await windowBack(app);
  await app.windows()[0]?.waitForFunction(() => window.events?.some((event) => JSON.stringify(event).includes("t-7")));
});

test("a start with the log-in shows no window, is written where XDG looks, and another start shows one", async () => {
  const home = staged.home();
  tell(home, { ...nightly, login: true });
  const app = await launch(home, [HIDDEN]);
  await eventually(() => trayOf(app)).toContain(`3 automations, next at ${time}`);
  expect(await windowCount(app)).toBe(0);
  const folder = join(home, "config/autostart");
  const files = () => app.evaluate(({ app: shell }) => shell.getLoginItemSettings().openAtLogin);
  if (process.platform === "linux") {
    const { readdirSync } = await import("node:fs");
    // It is written beside its place first.
    const entries = () => (existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".desktop")) : []);
    await eventually(entries).toHaveLength(1);
    const [name = ""] = entries();
    const entry = readFileSync(join(folder, name), "utf8");
    // Quoted where there is a space in it.
    expect(entry.replaceAll('"', "")).toContain(`Exec=env FLIGHTDECK_HOME=${home} ${process.execPath} `);
    expect(entry).toContain(`${HIDDEN}\n`);
    tell(home, nightly);
    await eventually(() => existsSync(join(folder, name))).toBe(false);
  } else await eventually(files).toBe(true);
  await once(startAnother(staged.options({ home, args: [HIDDEN] })), "exit");
  expect(await windowCount(app)).toBe(0);
  await once(startAnother(staged.options({ home })), "exit");
  await windowBack(app);
});

test("who closes the window while the host still starts is not cut off from what it would have said", async () => {
  const home = staged.home();
  tell(home, { ...nightly, closing: "on" });
  const app = await launch(home);
  await app.firstWindow();
  process.kill(Number(readFileSync(join(home, "host.pid"), "utf8")), "SIGKILL");
  await closeAll(app);
  await eventually(() => notices(app)).toEqual([said(`3 automations, next at ${time}`)]);
});
