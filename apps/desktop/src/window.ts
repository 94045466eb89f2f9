import { BrowserWindow, nativeTheme, screen } from "electron";
import { readKept, writeKept } from "./keptState.ts";
import { appUrl } from "./origin.ts";
import { minimumSize, placeWindow, WindowPlace } from "./windowPlace.ts";

/** The theme's `--frame`: what shows before the page has painted. */
const frame = { light: "#f1f1ee", dark: "#0f1011" } as const;

/** Opens a window on the renderer, where the last one was left. It is shown when its page has painted. */
export function openWindow({ preload, placeFile }: { preload: string; placeFile: string }): BrowserWindow {
  const beside = BrowserWindow.getAllWindows().length;
  const place = placeWindow(readKept(placeFile, WindowPlace), screen.getAllDisplays(), beside);
  const window = new BrowserWindow({
    x: place.x,
    y: place.y,
    width: place.width,
    height: place.height,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: "Flightdeck",
    backgroundColor: frame[nativeTheme.shouldUseDarkColors ? "dark" : "light"],
    ...(process.platform === "darwin"
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
  keepPlace(window, placeFile);
  followTheme(window);
  void window.loadURL(appUrl);
  return window;
}

/** Writes the window's place when it closes, and soon after each change in case the end is not an orderly one. */
function keepPlace(window: BrowserWindow, file: string): void {
  let soon: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(soon);
    if (!window.isDestroyed()) writeKept(file, placeOf(window));
  };
  const changed = () => {
    clearTimeout(soon);
    soon = setTimeout(write, 500);
  };
  window.on("resize", changed);
  window.on("move", changed);
  window.on("maximize", changed);
  window.on("unmaximize", changed);
  window.on("enter-full-screen", changed);
  window.on("leave-full-screen", changed);
  window.on("close", write);
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
