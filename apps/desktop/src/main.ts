import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { MenuCommand } from "@flightdeck/contract";
import { app, BrowserWindow, safeStorage, session, shell } from "electron";
import { type DeepLink, deepLinkIn, linkScheme, parseDeepLink } from "./deepLink.ts";
import { askFolder, reportDying, reportFatal } from "./dialogs.ts";
import { Host } from "./host.ts";
import { forkHost } from "./hostProcess.ts";
import { serveIpc } from "./ipc.ts";
import { readKept, writeKept } from "./keptState.ts";
import { openLog } from "./log.ts";
import { checkOnTop, setMenu } from "./menu.ts";
import { Notifications } from "./notifications.ts";
import { shellPaths } from "./paths.ts";
import { joinPage } from "./ports.ts";
import { answerSecret } from "./safeStorage.ts";
import { registerScheme, serveRenderer } from "./scheme.ts";
import { hardenPages, hardenSession } from "./security.ts";
import { claimSingleInstance } from "./singleInstance.ts";
import { restoreTheme, setTheme } from "./theme.ts";
import { WaitingTray } from "./tray.ts";
import { openWindow } from "./window.ts";
import { KeptWindows, WindowPlace } from "./windowPlace.ts";
import { Windows } from "./windows.ts";

const { platform } = process;
const paths = shellPaths({
  home: process.env.FLIGHTDECK_HOME,
  osHome: homedir(),
  root: resolve(import.meta.dirname, "../../.."),
});
mkdirSync(paths.home, { recursive: true, mode: 0o700 });
mkdirSync(paths.userData, { recursive: true, mode: 0o700 });
app.setPath("userData", paths.userData);

const log = openLog(paths.log, { now: () => new Date() });
const kept = {
  windows: join(paths.userData, "windows.json"),
  window: join(paths.userData, "window.json"),
  alone: join(paths.userData, "alone.json"),
  theme: join(paths.userData, "theme.json"),
};
const windows = new Windows({
  open(wish, onPlaced) {
    const file = wish.alone ? kept.alone : kept.window;
    return openWindow({
      preload: paths.preload,
      lastPlace: readKept(file, WindowPlace),
      wish,
      onPlaced(place) {
        writeKept(file, place);
        onPlaced(place);
      },
    });
  },
  keep: (open) => writeKept(kept.windows, open),
  log,
});
const notifications = new Notifications();

const host = new Host({
  fork: () => forkHost({ entry: paths.hostEntry, home: paths.home }),
  now: () => performance.now(),
  log,
  answerSecret: (request) => answerSecret(request, safeStorage, platform),
  onReady: () => {
    for (const window of windows.ready) joinPage(window, host);
  },
  onFatal: async (failure) => {
    if ((await reportFatal(failure)) === "again") host.start();
    else app.quit();
  },
  onDying: async () => {
    for (;;) {
      const choice = await reportDying(paths);
      if (choice === "again") return host.start();
      if (choice === "quit") return app.quit();
      shell.showItemInFolder(paths.log);
    }
  },
});

function follow(link: DeepLink | null): void {
  const window = windows.whole;
  windows.show(window);
  if (link?.to === "thread") windows.send(window, "openThread", link.threadId);
  if (link?.to === "new") windows.send(window, "newThread", link.draft);
  if (link?.to === "nothing") windows.send(window, "linkRefused", link.why);
}

function pageLoaded(window: BrowserWindow): void {
  windows.loaded(window);
  if (host.ready) joinPage(window, host);
}

function start(): void {
  hardenSession(session.defaultSession);
  serveRenderer(session.defaultSession, paths.renderer);
  restoreTheme(kept.theme);
  const menuActions = {
    command: (command: MenuCommand) => windows.send(windows.front, "menu", command),
    newWindow: () => windows.open(),
    showLog: () => shell.showItemInFolder(paths.log),
  };
  setMenu(menuActions, platform);
  app.on("browser-window-focus", (_event, window) => checkOnTop(window));
  const tray = new WaitingTray({
    show: () => windows.show(windows.front),
    openThread: (threadId) => {
      const window = windows.whole;
      windows.show(window);
      windows.send(window, "openThread", threadId);
    },
    newThread: () => {
      const window = windows.whole;
      windows.show(window);
      windows.send(window, "menu", "new-thread");
    },
    quit: () => app.quit(),
  });
  serveIpc(
    {
      invoke: { openFolder: askFolder },
      send: {
        loaded: (_nothing, window) => pageLoaded(window),
        notify: (notification, window) =>
          notifications.show(notification, () => {
            const target = windows.isWhole(window) ? window : windows.whole;
            windows.show(target);
            windows.send(target, "openThread", notification.threadId);
          }),
        setBadge: (count) => void app.setBadgeCount(count),
        setWaiting: (threads) => tray.update(threads, platform),
        setMenuKeys: (keys) => {
          setMenu(menuActions, platform, keys);
          checkOnTop(BrowserWindow.getFocusedWindow());
        },
        // Without a thread there is nothing to show alone.
        openWindow: ({ threadId, alone }) => void windows.open({ threadId, alone: alone && threadId !== undefined }),
        setOnTop: (onTop, window) => windows.setOnTop(window, onTop),
        setTheme: (theme) => setTheme(kept.theme, theme),
      },
    },
    log,
  );
  host.start();
  for (const wish of readKept(kept.windows, KeptWindows) ?? []) windows.open(wish);
  follow(deepLinkIn(process.argv, platform));
}

/** Ends the host before the app: what it holds in memory reaches the disk. */
function endHostFirst(): void {
  app.on("before-quit", () => windows.leave());
  app.on("will-quit", (event) => {
    if (!host.running) return;
    event.preventDefault();
    void host.stop(2_000).then(() => app.quit());
  });
}

registerScheme();
hardenPages(app);
const whenStarted = (then: () => void) => void app.whenReady().then(then);
if (claimSingleInstance(app, (argv) => whenStarted(() => follow(deepLinkIn(argv, platform))))) {
  whenStarted(start);
  endHostFirst();
  app.setAppUserModelId("dev.flightdeck.app"); // Windows shows notifications only of an app it can name
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on("open-url", (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url, platform);
    whenStarted(() => follow(link));
  });
  app.on("activate", () => whenStarted(() => windows.show(windows.front)));
  app.on("window-all-closed", () => {
    if (platform !== "darwin") app.quit();
  });
} else {
  app.quit();
}
