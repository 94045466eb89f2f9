import { BrowserWindow, nativeTheme, screen } from "electron";
import { pageOf } from "./origin.ts";
import { placeWindow, sizes, type WindowPlace } from "./windowPlace.ts";
import type { Wish } from "./windows.ts";

/** The theme's `--frame`: what shows before the page has painted. */
const frame = { light: "#f1f1ee", dark: "#0f1011" } as const;

/**
 * Opens a window on the renderer, where it was left, or else the last one of its kind. It is shown when its page has
 * painted. One of a thread alone is small and begins on top.
 */
export function openWindow({
  preload,
  lastPlace,
  wish,
  onPlaced,
}: {
  readonly preload: string;
  /** Where the last one of its kind was. */
  readonly lastPlace: WindowPlace | null;
  readonly wish: Wish;
  /** Hears where it is: soon after each change, in case the end is not an orderly one, and when it closes. */
  readonly onPlaced: (place: WindowPlace) => void;
}): BrowserWindow {
  const { alone = false, onTop = alone } = wish;
  const beside = wish.place === undefined ? BrowserWindow.getAllWindows().length : 0;
  const size = alone ? sizes.alone : sizes.whole;
  const place = placeWindow(wish.place ?? lastPlace, screen.getAllDisplays(), { beside, size: size.wanted });
  const window = new BrowserWindow({
    x: place.x,
    y: place.y,
    width: place.width,
    height: place.height,
    minWidth: size.least.width,
    minHeight: size.least.height,
    alwaysOnTop: onTop,
    show: false,
    title: "Flightdeck",
    backgroundColor: frame[nativeTheme.shouldUseDarkColors ? "dark" : "light"],
    ...(process.platform === "darwin" && !alone
      ? { titleBarStyle: "hidden" as const, trafficLightPosition: { x: 14, y: 13 } }
      : { autoHideMenuBar: true }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Elsewhere than on macOS the dictionary would be fetched from the network.
      spellcheck: process.platform === "darwin",
    },
  });
  if (place.shown === "maximized") window.maximize();
  if (place.shown === "full-screen") window.setFullScreen(true);
  window.once("ready-to-show", () => window.show());
  tellPlace(window, onPlaced);
  followTheme(window);
  void window.loadURL(pageOf(wish));
  return window;
}

function tellPlace(window: BrowserWindow, onPlaced: (place: WindowPlace) => void): void {
  let soon: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(soon);
    if (!window.isDestroyed()) onPlaced(placeOf(window));
  };
  const changed = () => {
    clearTimeout(soon);
    soon = setTimeout(tell, 500);
  };
  window.on("resize", changed);
  window.on("move", changed);
  window.on("maximize", changed);
  window.on("unmaximize", changed);
  window.on("enter-full-screen", changed);
  window.on("leave-full-screen", changed);
  window.on("close", tell);
  window.on("closed", () => clearTimeout(soon));
}

function placeOf(window: BrowserWindow): WindowPlace {
  const shown = window.isFullScreen() ? "full-screen" : window.isMaximized() ? "maximized" : "normal";
  return { ...window.getNormalBounds(), shown };
}

function followTheme(window: BrowserWindow): void {
  const paint = () => window.setBackgroundColor(frame[nativeTheme.shouldUseDarkColors ? "dark" : "light"]);
  nativeTheme.on("updated", paint);
  window.on("closed", () => nativeTheme.off("updated", paint));
}
