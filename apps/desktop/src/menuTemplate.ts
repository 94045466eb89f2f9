import type { Chord, MenuCommand, ShellMenuKeys } from "@flightdeck/contract";
import type { MenuItemConstructorOptions } from "electron";
import { acceleratorOf } from "./accelerator.ts";

export interface MenuActions {
  readonly command: (command: MenuCommand) => void;
  readonly newWindow: () => void;
  readonly showLog: () => void;
  /** The person's own wish to end the app, which may cost something; the system's ends it without a word. */
  readonly quit: () => void;
}

type Item = MenuItemConstructorOptions;

/** What the items show until the page has told its keys. */
const ownKeys: Readonly<Record<MenuCommand, Chord | null>> = {
  "new-thread": "Mod+N",
  "open-project": "Mod+O",
  "close-tab": "Mod+W",
  "next-tab": "Ctrl+Tab",
  "previous-tab": "Ctrl+Shift+Tab",
  settings: "Mod+,",
  keyboard: "Mod+/",
  "command-palette": "Mod+K",
  attention: "Alt+A",
  deck: "Alt+D",
  search: "Mod+Shift+F",
  back: "Mod+[",
  forward: "Mod+]",
  "open-in-window": "Alt+Shift+O",
  "pop-out": "Alt+Shift+P",
  "stay-on-top": null,
  "toggle-sidebar": "Mod+B",
  "toggle-panel": "Mod+J",
};

/** The menu for a platform: macOS has an application menu, the others keep its items under File. */
export function menuTemplate(actions: MenuActions, platform: NodeJS.Platform, keys: ShellMenuKeys = {}): Item[] {
  const mac = platform === "darwin";
  const command = (id: MenuCommand, label: string): Item => {
    const chord = keys[id] === undefined ? ownKeys[id] : keys[id];
    return {
      id,
      label,
      ...(chord === null ? {} : { accelerator: acceleratorOf(chord) }),
      click: () => actions.command(id),
    };
  };
  const line: Item = { type: "separator" };
  const settings = command("settings", "Settings…");
  const quit: Item = {
    id: "quit",
    label: mac ? "Quit Flightdeck" : platform === "win32" ? "Exit" : "Quit",
    ...(platform !== "win32" && { accelerator: "CmdOrCtrl+Q" }),
    click: actions.quit,
  };
  const application: Item = {
    label: "Flightdeck",
    submenu: [
      { role: "about" },
      line,
      settings,
      line,
      { role: "services" },
      line,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      line,
      quit,
    ],
  };
  const file: Item = {
    label: "File",
    submenu: [
      command("new-thread", "New Thread"),
      command("open-project", "Open Project…"),
      { id: "new-window", label: "New Window", accelerator: "CmdOrCtrl+Shift+N", click: actions.newWindow },
      command("open-in-window", "Open Thread in a New Window"),
      command("pop-out", "Pop Out Thread"),
      line,
      ...(mac ? [] : [settings, line]),
      command("close-tab", "Close Tab"),
      { role: "close", label: "Close Window", accelerator: "CmdOrCtrl+Shift+W" },
      ...(mac ? [] : [line, quit]),
    ],
  };
  const view: Item = {
    label: "View",
    submenu: [
      command("command-palette", "Command Palette"),
      command("search", "Search All Threads"),
      command("back", "Back"),
      command("forward", "Forward"),
      line,
      command("attention", "Attention"),
      command("deck", "Deck"),
      command("toggle-sidebar", "Sidebar"),
      command("toggle-panel", "Panel"),
      line,
      command("next-tab", "Next Tab"),
      command("previous-tab", "Previous Tab"),
      line,
      { role: "resetZoom" },
      { role: "zoomIn" },
      { role: "zoomOut" },
      { role: "togglefullscreen" },
      line,
      { role: "reload" },
      { role: "toggleDevTools" },
    ],
  };
  const window: Item = {
    role: "windowMenu",
    submenu: [
      { role: "minimize" },
      { role: "zoom" },
      line,
      { ...command("stay-on-top", "Stay on Top"), type: "checkbox" },
      ...(mac ? [line, { role: "front" } as const] : []),
    ],
  };
  const help: Item = {
    role: "help",
    submenu: [command("keyboard", "Keyboard Shortcuts"), { id: "show-log", label: "Show Log", click: actions.showLog }],
  };
  return [...(mac ? [application] : []), file, { role: "editMenu" }, view, window, help];
}
