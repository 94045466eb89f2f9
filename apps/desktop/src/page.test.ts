// What a page can and cannot do in the shell, in a real Chromium.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { contentSecurityPolicy } from "@flightdeck/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { electronBinary } from "../testing/electronBinary.ts";
import { eventually } from "../testing/eventually.ts";
import type { LaunchedApp } from "../testing/launchApp.ts";
import { type StagedApp, stageApp } from "../testing/stagedApp.ts";

let staged: StagedApp;
let app: LaunchedApp;
let page: Page;

beforeAll(async () => {
  staged = stageApp();
  app = await staged.launch();
  page = await app.firstWindow();
  await page.waitForFunction(() => window.ports.received === 1);
  await app.evaluate(({ shell }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { opened: seen });
    shell.openExternal = async (url) => void seen.push(url);
  });
});

afterAll(async () => {
  await app?.close();
  staged?.[Symbol.dispose]();
});

/** The window beside the first one, once there is one. */
async function otherWindow(): Promise<Page> {
  await eventually(() => app.windows().length).toBe(2);
  return app.windows().find((window) => window !== page) as Page; // one of the two is another
}

/** Closes every window but the first. */
async function closeOthers(): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const [, ...others] = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id);
    for (const window of others) window.destroy();
  });
  await eventually(() => app.windows().length).toBe(1);
}

const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened.splice(0));

test.skipIf(electronBinary() === null)("these specs run on Electron itself", () => {
  expect(app.double).toBe(false);
});

test("the page talks to the host by a port of its own", async () => {
  const answer = await page.evaluate(() => window.ask({ text: "héllo", bytes: new Uint8Array([1, 2, 3]) }));
  expect(answer).toEqual({ echo: { text: "héllo", bytes: expect.anything() }, pid: expect.any(Number) });
  expect((answer as { pid: number }).pid).not.toBe(app.process().pid);
});

test("the page sees the shell's contract and nothing of Node or Electron", async () => {
  const seen = await page.evaluate(() => ({
    shell: Object.keys(window.flightdeckShell ?? {}).sort(),
    frozen: Object.isFrozen(window.flightdeckShell),
    names: ["require", "process", "module", "Buffer", "global", "electron", "ipcRenderer"].filter(
      (name) => name in window,
    ),
  }));
  expect(seen).toEqual({
    shell: [
      "notify",
      "onLinkRefused",
      "onMenu",
      "onNewThread",
      "onOnTop",
      "onOpenThread",
      "openFolder",
      "openWindow",
      "platform",
      "setBadge",
      "setMenuKeys",
      "setOnTop",
      "setTheme",
      "setWaiting",
      "versions",
    ],
    frozen: true,
    names: [],
  });
});

test("the page's own files come with the strict policy and their types", async () => {
  const files = await page.evaluate(async () => {
    const read = async (path: string) => {
      const { status, headers } = await fetch(path);
      return [status, headers.get("content-type"), headers.get("content-security-policy")];
    };
    return Promise.all(["/", "/page.js", "/missing.js", "/..%2f..%2fpackage.json", "/%2e%2e/package.json"].map(read));
  });
  expect(files).toEqual([
    [200, "text/html; charset=utf-8", contentSecurityPolicy],
    [200, "text/javascript; charset=utf-8", contentSecurityPolicy],
    [404, "text/plain; charset=utf-8", contentSecurityPolicy],
    [400, "text/plain; charset=utf-8", contentSecurityPolicy],
    [404, "text/plain; charset=utf-8", contentSecurityPolicy],
  ]);
});

test("inline scripts do not run, whether they came with the page or were put in", async () => {
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.head.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.inlineRan = true");
    document.body.append(image);
    image.dispatchEvent(new Event("error"));
    return "inlineRan" in window;
  });
  expect(ran).toBe(false);
});

test("nothing is loaded from a network, not even a window that main itself sends there", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("access-control-allow-origin", "*").end("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const byPage = await page.evaluate(async (address) => {
      const fetched = await fetch(address).then(
        () => "loaded",
        () => "refused",
      );
      const drawn = await new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve("loaded");
        image.onerror = () => resolve("refused");
        image.src = `${address}pixel.png`;
      });
      return [fetched, drawn];
    }, url);
    const byMain = await app.evaluate(async ({ BrowserWindow }, address) => {
      const window = new BrowserWindow({ show: false });
      const outcome = await window.loadURL(address).then(
        () => "loaded",
        () => "refused",
      );
      window.destroy();
      return outcome;
    }, url);
    expect({ byPage, byMain, asked }).toEqual({ byPage: ["refused", "refused"], byMain: "refused", asked: [] });
  } finally {
    server.close();
    await closeOthers();
  }
});

test("a link out opens in the system's browser and leaves the window as it is", async () => {
  await page.click("#outside");
  await eventually(opened).toEqual(["https://example.com/docs"]);
  await page.click("#away");
  await eventually(opened).toEqual(["https://example.com/away"]);
  await eventually(() => app.windows().length).toBe(1);
  expect(await page.textContent("h1")).toBe("Shell");
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe(
    "app://flightdeck/index.html",
  );
});

test("window.open gives the page no window, and only web links leave", async () => {
  const windows = await page.evaluate(() =>
    ["https://example.com/a", "file:///etc/passwd", "app://flightdeck/index.html", "smb://host/share"].map(
      (url) => window.open(url) === null,
    ),
  );
  await eventually(opened).toEqual(["https://example.com/a"]);
  await eventually(() => app.windows().length).toBe(1);
  if (!app.double) expect(windows).toEqual([true, true, true, true]); // Chromium itself opens and the double closes
});

test("the page may use the microphone and show notifications, and nothing else", async () => {
  const states = await page.evaluate(async () => {
    const names = ["microphone", "notifications", "camera", "geolocation", "midi", "clipboard-read"];
    const asked = names.map(async (name) => {
      const { state } = await navigator.permissions.query({ name: name as PermissionName });
      return [name, state];
    });
    return Object.fromEntries(await Promise.all(asked));
  });
  expect(states).toEqual({
    microphone: "granted",
    notifications: "granted",
    camera: "denied",
    geolocation: "denied",
    midi: "denied",
    "clipboard-read": "denied",
  });
  const recorded = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const tracks = stream.getTracks().map((track) => track.kind);
    for (const track of stream.getTracks()) track.stop();
    return tracks;
  });
  expect(recorded).toEqual(["audio"]);
});

test("the folder dialog answers with the folder, or null when the person cancels", async () => {
  await app.evaluate(({ dialog }) => {
    const answers = [
      { canceled: false, filePaths: ["/home/me/a project"] },
      { canceled: true, filePaths: [] },
    ];
    dialog.showOpenDialog = async () => answers.shift() ?? { canceled: true, filePaths: [] };
  });
  const open = () => page.evaluate(() => window.flightdeckShell?.openFolder?.());
  expect([await open(), await open()]).toEqual(["/home/me/a project", null]);
});

test("a click on a notification shows the window and tells the page its thread", async () => {
  await app.evaluate(({ Notification, BrowserWindow }) => {
    Notification.prototype.show = function () {
      Object.assign(globalThis, { shown: this });
    };
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  await page.evaluate(() =>
    window.flightdeckShell?.notify?.({ threadId: "t-7" as never, title: "Fix the flaky test", body: "Waits for you" }),
  );
  const text = () =>
    app.evaluate(() => {
      const shown = (globalThis as { shown?: Electron.Notification }).shown;
      return shown && [shown.title, shown.body];
    });
  await eventually(text).toEqual(["Fix the flaky test", "Waits for you"]);
  await app.evaluate(() => void (globalThis as { shown?: Electron.Notification }).shown?.emit("click"));
  await eventually(() => page.evaluate(() => window.events.splice(0))).toEqual([{ openThread: "t-7" }]);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true);
});

test("the menu's commands reach the page", async () => {
  await app.evaluate(({ Menu }) => {
    for (const id of ["new-thread", "settings", "command-palette"])
      Menu.getApplicationMenu()?.getMenuItemById(id)?.click();
  });
  await eventually(() => page.evaluate(() => window.events)).toEqual([
    { menu: "new-thread" },
    { menu: "settings" },
    { menu: "command-palette" },
  ]);
  await page.evaluate(() => window.events.splice(0));
});

test("the badge and the theme follow the page", async () => {
  await app.evaluate(({ app: electronApp }) => {
    electronApp.setBadgeCount = (count) => Boolean(Object.assign(globalThis, { badge: count }));
  });
  await page.evaluate(() => {
    window.flightdeckShell?.setBadge?.(3);
    window.flightdeckShell?.setTheme?.("dark");
  });
  const dark = () => page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  await eventually(dark).toBe(true);
  const kept = await app.evaluate(({ BrowserWindow }) => [
    (globalThis as { badge?: number }).badge,
    BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase(),
  ]);
  expect(kept).toEqual([3, "#0f1011"]);
  await page.evaluate(() => window.flightdeckShell?.setTheme?.("light"));
  await eventually(dark).toBe(false);
});

test("the tray counts and lists what waits, and leads there", async () => {
  await page.evaluate(() =>
    window.flightdeckShell?.setWaiting?.([{ threadId: "t-9" as never, title: "Fix & ship", why: "approval" }]),
  );
  const tray = () =>
    app.evaluate(({ Tray }) => {
      const { newest } = Tray as unknown as { newest?: { toolTip: string; menu: Electron.Menu } };
      return newest && [newest.toolTip, newest.menu.items.map(({ label }) => label)];
    });
  await eventually(tray).toEqual([
    "Flightdeck: 1 thread waits for you",
    ["Fix && ship: approval", "separator", "New Thread", "Show Flightdeck", "separator", "Quit Flightdeck"],
  ]);
  await app.evaluate(({ Tray }) =>
    (Tray as unknown as { newest: { menu: Electron.Menu } }).newest.menu.items[0]?.click(),
  );
  await eventually(() => page.evaluate(() => window.events.splice(0))).toEqual([{ openThread: "t-9" }]);
  await page.evaluate(() => window.flightdeckShell?.setWaiting?.([]));
  await eventually(async () => (await tray())?.[0]).toBe("Flightdeck: nothing waits for you");
});

test("the menu shows the keys that the page tells", async () => {
  await page.evaluate(() => window.flightdeckShell?.setMenuKeys?.({ settings: "Mod+Alt+S" }));
  await eventually(() =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("settings")?.accelerator),
  ).toBe("CmdOrCtrl+Alt+S");
});

test("a malformed message changes nothing", async () => {
  await app.evaluate(({ app: electronApp }) => {
    Object.assign(globalThis, { badges: [] });
    electronApp.setBadgeCount = (count) => Boolean((globalThis as unknown as { badges: unknown[] }).badges.push(count));
  });
  await page.evaluate(() => {
    const { flightdeckShell: shell } = window;
    for (const bad of [-1, 1.5, "3", null, { count: 3 }, Number.NaN, 1e12]) shell?.setBadge?.(bad as number);
    shell?.setBadge?.(4);
  });
  const badges = () => app.evaluate(() => (globalThis as unknown as { badges: unknown[] }).badges);
  await eventually(badges).toEqual([4]);
});

test("a page that is not ours is refused, even with our preload", async () => {
  const preload = staged.main.replace("main.js", "preload.cjs");
  const calls = await app.evaluate(async ({ app: electronApp, BrowserWindow, ipcMain }, file) => {
    const badges: number[] = [];
    electronApp.setBadgeCount = (count) => Boolean(badges.push(count ?? 0));
    const ours = BrowserWindow.getAllWindows()[0]?.webContents;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload: file, sandbox: true } });
    await stranger.loadURL("data:text/html,<h1>stranger</h1>");
    const sent = [
      { sender: stranger.webContents, senderFrame: { url: "app://flightdeck.evil/", parent: null } },
      { sender: ours, senderFrame: { url: "app://flightdeck/", parent: {} } },
      { sender: ours, senderFrame: null },
    ];
    for (const event of sent) ipcMain.emit("setBadge", event, 1);
    return badges;
  }, preload);
  expect(calls).toEqual([]);
  const stranger = await otherWindow();
  const answer = await stranger.evaluate(() =>
    window.flightdeckShell?.openFolder?.().then(
      () => "answered",
      (error: Error) => error.message,
    ),
  );
  await closeOthers();
  expect(answer).toMatch(/This page may not use the shell/);
});

test("a reloaded page gets a new port and hears the shell again", async () => {
  await page.reload();
  await page.waitForFunction(() => window.ports.received === 1);
  expect(await page.evaluate(() => window.ask("again"))).toMatchObject({ echo: "again" });
  await app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("settings")?.click());
  await eventually(() => page.evaluate(() => window.events)).toEqual([{ menu: "settings" }]);
});

test("what the shell says before the page listens is kept for it, and a listener can leave", async () => {
  const click = (id: string) =>
    app.evaluate(({ Menu }, item) => void Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
  await page.evaluate(() => sessionStorage.setItem("late", "yes"));
  await page.reload();
  await page.waitForFunction(() => window.ports?.received === 1);
  await click("settings");
  await click("command-palette");
  expect(await page.evaluate(() => window.ask("the messages came before this answer"))).toBeDefined();
  expect(await page.evaluate(() => window.events)).toEqual([]);
  await page.evaluate(() => {
    sessionStorage.clear();
    const leave = window.listenToMenu();
    window.listenToMenu();
    leave();
  });
  await click("new-thread");
  await eventually(() => page.evaluate(() => window.events)).toEqual([
    { menu: "settings" },
    { menu: "command-palette" },
    { menu: "new-thread" },
  ]);
});

test("a second window has a port of its own and stands beside the first", async () => {
  await app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("new-window")?.click());
  const second = await otherWindow();
  await second.waitForFunction(() => window.ports?.received === 1);
  const [one, two] = await Promise.all(
    [page, second].map((each) => each.evaluate(() => window.ask(location.pathname))),
  );
  expect(one).toEqual(two);
  const places = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((each) => each.getBounds()),
  );
  expect(places[0]?.x).not.toBe(places[1]?.x);
  await closeOthers();
  expect(await page.evaluate(() => window.ask("still here"))).toMatchObject({ echo: "still here" });
});

test("a page whose process died is loaded again", async () => {
  await page.evaluate(() => Object.assign(window, { before: true }));
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.emit("render-process-gone", {}, { reason: "crashed", exitCode: 139 });
  });
  await page.waitForFunction(() => !("before" in window) && window.ports?.received === 1);
  expect(await page.evaluate(() => window.ask("back"))).toMatchObject({ echo: "back" });
});
