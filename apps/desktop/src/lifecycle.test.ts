// How the shell and its host begin, fail, come back and end.
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { type LaunchedApp, startAnother } from "../testing/launchApp.ts";
import { type StagedApp, stageApp } from "../testing/stagedApp.ts";

let staged: StagedApp;
const running: LaunchedApp[] = [];

beforeAll(() => {
  staged = stageApp();
});
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
});
afterAll(() => staged?.[Symbol.dispose]());

async function launch(options: Parameters<StagedApp["launch"]>[0]): Promise<LaunchedApp> {
  const app = await staged.launch(options);
  running.push(app);
  return app;
}

async function connected(app: LaunchedApp): Promise<Page> {
  const page = await app.firstWindow();
  await page.waitForFunction(() => window.ports?.received === 1);
  return page;
}

const hostPid = (home: string) => Number(readFileSync(join(home, "host.pid"), "utf8"));
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const logOf = (home: string) => readFileSync(join(home, "logs/shell.log"), "utf8");

/** Keeps the boxes the app shows and answers each with the next button. */
async function answerBoxes(app: LaunchedApp, buttons: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, answers) => {
    const left = [...answers];
    const boxes: unknown[] = [];
    Object.assign(globalThis, { boxes });
    const show = async (...args: unknown[]) => {
      const { message, detail, buttons: names = [] } = args.at(-1) as Electron.MessageBoxOptions;
      boxes.push({ message, detail, buttons: names });
      const answer = left.shift();
      if (answer === undefined) return new Promise<never>(() => undefined);
      return { response: names.indexOf(answer), checkboxChecked: false };
    };
    dialog.showMessageBox = show;
  }, buttons);
}
const boxesOf = (app: LaunchedApp) => app.evaluate(() => (globalThis as unknown as { boxes: unknown[] }).boxes);

test("a host that is killed is started again: the window stays and its page gets a new port", async () => {
  const home = staged.home();
  const app = await launch({ home });
  const page = await connected(app);
  await page.evaluate(() => Object.assign(window, { draft: "half a sentence" }));
  const first = hostPid(home);
  process.kill(first, "SIGKILL");
  await page.waitForFunction(() => window.ports.received === 2);
  const answer = await page.evaluate(() => window.ask("are you there"));
  expect(answer).toEqual({ echo: "are you there", pid: hostPid(home) });
  expect(hostPid(home)).not.toBe(first);
  expect(await page.evaluate(() => [window.ports.lost, (window as unknown as { draft: string }).draft])).toEqual([
    1,
    "half a sentence",
  ]);
  expect(logOf(home)).toMatch(
    /host: host \d+ says hello\n.*shell: the host ended with code \d+; starting it in 100 ms\n/,
  );
});

test("a host that keeps dying is given up with a dialog that names the log, and tried again on request", async () => {
  const home = staged.home();
  const app = await launch({ home, host: "dies" });
  await app.firstWindow();
  await answerBoxes(app, ["Show the log", "Try again"]);
  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Object.assign(globalThis, { shownItem: path });
  });
  writeFileSync(join(home, "go"), "");
  const box = {
    message: "The part of Flightdeck that runs the agents keeps stopping",
    detail: `Nothing that was saved is lost. Its last words are in\n${join(home, "logs/shell.log")}`,
    buttons: ["Try again", "Show the log", "Quit"],
  };
  await eventually(() => boxesOf(app)).toEqual([box, box, box]);
  expect(await app.evaluate(() => (globalThis as { shownItem?: string }).shownItem)).toBe(join(home, "logs/shell.log"));
  expect(logOf(home).match(/host: host: out of luck/g)?.length).toBe(12);
  expect(logOf(home).match(/given up/g)?.length).toBe(2);
});

test("a host that cannot work says why in a dialog, is not started again, and Quit quits", async () => {
  const home = staged.home();
  const app = await launch({ home, host: "fatal" });
  await app.firstWindow();
  await answerBoxes(app, []);
  writeFileSync(join(home, "go"), "");
  await eventually(() => boxesOf(app)).toEqual([
    {
      message: "Flightdeck cannot start: Another host runs on this home",
      detail: "process 4242",
      buttons: ["Try again", "Quit"],
    },
  ]);
  expect(logOf(home)).toMatch(/shell: the host cannot work: host_running: Another host runs on this home\n$/);
  expect(logOf(home).match(/says hello/g)?.length).toBe(1);
});

test("after a fatal message Try again starts the host and Quit ends the app", async () => {
  const home = staged.home();
  const app = await launch({ home, host: "fatal" });
  await app.firstWindow();
  const ended = once(app.process(), "exit");
  await answerBoxes(app, ["Try again", "Quit"]);
  writeFileSync(join(home, "go"), "");
  await ended;
  expect(logOf(home).match(/says hello/g)?.length).toBe(2);
});

test("quitting asks the host to end, waits for it, and leaves no process", async () => {
  const home = staged.home();
  const app = await launch({ home });
  await connected(app);
  const pid = hostPid(home);
  const ended = once(app.process(), "exit");
  await app.evaluate(({ app: electronApp }) => electronApp.quit());
  await ended;
  expect(existsSync(join(home, "host.shutdown"))).toBe(true);
  expect(isAlive(pid)).toBe(false);
});

test("closing the last window ends the app and the host", async () => {
  const home = staged.home();
  const app = await launch({ home });
  await connected(app);
  const ended = once(app.process(), "exit");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await ended;
  expect(existsSync(join(home, "host.shutdown"))).toBe(true);
});

test("a host that does not end is killed, so that quitting never hangs", async () => {
  const home = staged.home();
  const app = await launch({ home, host: "deaf" });
  await connected(app);
  const pid = hostPid(home);
  process.kill(pid, "SIGSTOP"); // deaf to SIGTERM as well
  await app.close();
  expect(isAlive(pid)).toBe(false);
  expect(logOf(home)).toMatch(/shell: the host did not end within 2000 ms and was killed\n/);
});

test("a window that closes closes its port, and the host hears it", async () => {
  const home = staged.home();
  const app = await launch({ home });
  await connected(app);
  await app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("new-window")?.click());
  await eventually(() => app.windows().length).toBe(2);
  await app.windows()[1]?.waitForFunction(() => window.ports?.received === 1);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(-1)?.close());
  await eventually(() => existsSync(join(home, "port.closed"))).toBe(true);
});

test("a thread gets a window of its own, or a small one that stays on top; both reach the host, links go to a whole one", async () => {
  const app = await launch({});
  const page = await connected(app);
  const threadId = "t1" as never; // branded; any id is one
  await page.evaluate((id) => window.flightdeckShell?.openWindow?.({ threadId: id, alone: false }), threadId);
  await eventually(() => app.windows().length).toBe(2);
  await page.evaluate((id) => window.flightdeckShell?.openWindow?.({ threadId: id, alone: true }), threadId);
  await eventually(() => app.windows().length).toBe(3);
  const pages = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        const { search } = new URL(window.webContents.getURL());
        return [window.isAlwaysOnTop(), search.replace(/window=[\w-]{36}/, "window=ID")];
      }),
    );
  await eventually(pages).toEqual([
    [false, ""],
    [false, "?window=ID&thread=t1"],
    [true, "?window=ID&thread=t1&alone=1"],
  ]);
  for (const opened of app.windows()) await opened.waitForFunction(() => window.ports?.received === 1);
  await app.evaluate(
    ({ app: shell }) => void shell.emit("open-url", { preventDefault() {} }, "flightdeck://thread/t2"),
  );
  await app.windows()[1]?.waitForFunction(() => window.events.some((event) => JSON.stringify(event).includes("t2")));
});

test("the windows that were open at the end are open again, each where it was; one that was closed is not", async () => {
  const home = staged.home();
  const first = await launch({ home });
  const page = await connected(first);
  for (const [id, alone] of [
    ["t1", false],
    ["t2", true],
    ["t3", true],
  ] as const) {
    const count = first.windows().length;
    const wish = { threadId: id as never, alone }; // branded; any id is one
    await page.evaluate((each) => window.flightdeckShell?.openWindow?.(each), wish);
    await eventually(() => first.windows().length).toBe(count + 1);
  }
  const seen = (app: LaunchedApp) =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        page: new URL(window.webContents.getURL()).search,
        bounds: window.getBounds(),
        onTop: window.isAlwaysOnTop(),
      })),
    );
  await first.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().at(-1)?.setBounds({ x: 700, y: 90, width: 400, height: 500 }),
  );
  await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[2]?.close());
  await eventually(() => first.windows().length).toBe(3);
  // A window is there before its page is.
  for (const opened of first.windows()) await opened.waitForFunction(() => window.ports?.received === 1);
  const before = await seen(first);
  expect(before.map(({ onTop }) => onTop)).toEqual([false, false, true]);
  await first.close();
  const second = await launch({ home });
  await eventually(() => seen(second)).toEqual(before);
  for (const opened of second.windows()) await opened.waitForFunction(() => window.ports?.received === 1);
});

test("a page's wish for a window that is no wish is refused", async () => {
  const app = await launch({});
  const page = await connected(app);
  await page.evaluate(() => {
    const open = window.flightdeckShell?.openWindow as unknown as (wish: unknown) => void;
    open({ threadId: "../x", alone: true });
    open({ alone: "yes" });
    open({ alone: true });
  });
  // Without a thread there is nothing to show alone: an ordinary window.
  await eventually(() => app.windows().length).toBe(2);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(-1)?.isAlwaysOnTop())).toBe(false);
});

test("the host encrypts by the shell: with a keychain, and an honest no without", async () => {
  const app = await launch({});
  const page = await connected(app);
  const ask = (secret: object) => page.evaluate((request) => window.ask({ secret: request }), secret);
  await app.evaluate(({ safeStorage }) => {
    safeStorage.getSelectedStorageBackend = () => "basic_text";
  });
  expect(await ask({ type: "encrypt", text: "sk-secret" })).toEqual({
    reply: { type: "reply", id: 1, ok: false, reason: "unavailable" },
  });
  await app.evaluate(({ safeStorage }) => {
    safeStorage.getSelectedStorageBackend = () => "gnome_libsecret";
    safeStorage.isAsyncEncryptionAvailable = async () => true;
    safeStorage.encryptStringAsync = async (text) => Buffer.from(`sealed ${text}`);
  });
  expect(await ask({ type: "encrypt", text: "sk-secret" })).toEqual({
    reply: { type: "reply", id: 1, ok: true, value: Buffer.from("sealed sk-secret").toString("base64") },
  });
});

test("the window comes back where it was left, in the theme it had", async () => {
  const home = staged.home();
  const first = await launch({ home });
  const page = await connected(first);
  await page.evaluate(() => window.flightdeckShell?.setTheme?.("dark"));
  await first.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 40, width: 1010, height: 700 }),
  );
  await eventually(() => existsSync(join(home, "shell/theme.json"))).toBe(true);
  await first.close();
  const second = await launch({ home });
  await connected(second);
  const seen = await second.evaluate(({ BrowserWindow, nativeTheme }) => [
    BrowserWindow.getAllWindows()[0]?.getBounds(),
    nativeTheme.themeSource,
    BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase(),
  ]);
  expect(seen).toEqual([{ x: 60, y: 40, width: 1010, height: 700 }, "dark", "#0f1011"]);
});

test("a damaged window file is as good as none", async () => {
  const home = staged.home();
  const first = await launch({ home });
  await connected(first);
  await first.close();
  writeFileSync(join(home, "shell/window.json"), '{"x":1e999,"width":"wide"');
  const second = await launch({ home });
  await connected(second);
  const bounds = await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds?.width).toBeGreaterThan(700);
});

test("a second start on the same home ends at once and hands its link to the first", async () => {
  const home = staged.home();
  const app = await launch({ home });
  const page = await connected(app);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const other = startAnother(staged.options({ home, args: ["flightdeck://thread/t-42"] }));
  const [code] = await once(other, "exit");
  expect(code).toBe(0);
  await eventually(() => page.evaluate(() => window.events.splice(0))).toEqual([{ openThread: "t-42" }]);
  expect(
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized())),
  ).toEqual([false]);
  const hostile = startAnother(staged.options({ home, args: ["flightdeck://new?path=..%2Fetc&run=1"] }));
  await once(hostile, "exit");
  const last = startAnother(staged.options({ home, args: ["flightdeck://new?prompt=hello&path=%2Ftmp"] }));
  await once(last, "exit");
  const events = () => page.evaluate(() => window.events);
  await eventually(events).toEqual([{ newThread: { prompt: "hello", path: "/tmp" } }]);
});

test("a link the app was started with reaches the page once it is there", async () => {
  const app = await launch({ args: ["flightdeck://new?prompt=Add%20tests"] });
  const page = await connected(app);
  await eventually(() => page.evaluate(() => window.events)).toEqual([{ newThread: { prompt: "Add tests" } }]);
});

test("the home is for the person alone, and the shell keeps to its folder in it", async () => {
  const home = join(staged.home(), "new", "home");
  const app = await launch({ home });
  await connected(app);
  expect(statSync(home).mode & 0o777).toBe(0o700);
  expect(await app.evaluate(({ app: electronApp }) => electronApp.getPath("userData"))).toBe(join(home, "shell"));
});
