import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { BackgroundState, MenuCommand, ThreadId } from "@flightdeck/contract";
import { app, BrowserWindow, safeStorage, session, shell } from "electron";
import { z } from "zod";
import { Background } from "./background.ts";
import { type DeepLink, deepLinkIn, linkScheme, parseDeepLink } from "./deepLink.ts";
import { askFolder, reportDying, reportFatal } from "./dialogs.ts";
import { Host } from "./host.ts";
import { forkHost } from "./hostProcess.ts";
import { serveIpc } from "./ipc.ts";
import { readKept, writeKept } from "./keptState.ts";
import { openLog } from "./log.ts";
import { HIDDEN, setLogin } from "./login.ts";
import { checkOnTop, setMenu } from "./menu.ts";
import { Notifications } from "./notifications.ts";
import { shellPaths } from "./paths.ts";
import { joinPage } from "./ports.ts";
import { Power } from "./power.ts";
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
  quiet: join(paths.userData, "quietQuit.json"),
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
  onBackground: (state) => background.see(state),
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

const power = new Power(() => host.tell({ type: "woke" }));
const background = new Background({
  platform,
  now: Date.now,
  hasWindow: () => windows.any,
  isHostExpected: () => host.expected,
  tellHost: (message) => host.tell(message),
  onState: showBackground,
  notice: (words, threadId) => notifications.say(words, () => (threadId ? openThread(threadId) : show())),
  reopen: show,
  quit: () => app.quit(),
  warns: () => readKept(kept.quiet, z.literal(true)) === null,
  warnNoMore: () => writeKept(kept.quiet, true),
});
const tray = new WaitingTray(
  {
    show,
    openThread,
    newThread: () => {
      reopen();
      const window = windows.whole;
      windows.show(window);
      windows.send(window, "menu", "new-thread");
    },
    pauseAll: (paused) => host.tell({ type: "pause_automations", paused }),
    quit: () => void background.quit(),
  },
  { platform, now: Date.now },
);

/** Without a window nobody but the host says what waits for the person. */
function showBackground(state: BackgroundState | undefined): void {
  power.keepAwake(state?.awake === true);
  const waiting = state?.parked.map((thread) => ({ ...thread, why: "waits for you" })) ?? [];
  tray.update({ background: state, ...(!windows.any && { threads: waiting }) });
  if (!windows.any) app.setBadgeCount(waiting.length);
  if (state === undefined) return;
  const osHome = homedir();
  const home = paths.home === join(osHome, ".flightdeck") ? undefined : paths.home;
  setLogin(state.login, { app, platform, environment: process.env, osHome, home, log });
}

/** Where no window is open, those that were there last are there again. */
function reopen(): void {
  if (windows.any) return;
  for (const wish of readKept(kept.windows, KeptWindows) ?? []) windows.open(wish);
}

function show(): void {
  reopen();
  windows.show(windows.front);
}

function openThread(threadId: ThreadId): void {
  reopen();
  const window = windows.whole;
  windows.show(window);
  windows.send(window, "openThread", threadId);
}

function follow(link: DeepLink | null): void {
  reopen();
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
    quit: () => void background.quit(),
  };
  setMenu(menuActions, platform);
  app.on("browser-window-focus", (_event, window) => checkOnTop(window));
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
        setWaiting: (threads) => tray.update({ threads }),
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
  power.listen();
  host.start();
  const link = deepLinkIn(process.argv, platform);
  if (link !== null || !startsHidden()) follow(link);
}

/** The system started the app with the person's log-in: for what goes on by itself, without a window. */
const startsHidden = (): boolean =>
  process.argv.includes(HIDDEN) || (platform === "darwin" && app.getLoginItemSettings().wasOpenedAtLogin);

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
const followOther = (argv: readonly string[]) => {
  const link = deepLinkIn(argv, platform);
  if (link !== null || !argv.includes(HIDDEN)) whenStarted(() => follow(link));
};
const whenStarted = (then: () => void) => void app.whenReady().then(then);
if (claimSingleInstance(app, followOther)) {
  whenStarted(start);
  endHostFirst();
  app.setAppUserModelId("dev.flightdeck.app"); // Windows shows notifications only of an app it can name
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on("open-url", (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url, platform);
    whenStarted(() => follow(link));
  });
  app.on("activate", () => whenStarted(show));
  app.on("window-all-closed", () => background.lastClosed());
} else {
  app.quit();
}
