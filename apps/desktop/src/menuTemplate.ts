import type { MenuCommand } from "@flightdeck/contract";
import type { MenuItemConstructorOptions } from "electron";

export interface MenuActions {
  readonly command: (command: MenuCommand) => void;
  readonly newWindow: () => void;
  readonly showLog: () => void;
}

type Item = MenuItemConstructorOptions;

/** The menu for a platform: macOS has an application menu, the others keep its items under File. */
export function menuTemplate(actions: MenuActions, platform: NodeJS.Platform): Item[] {
  const mac = platform === "darwin";
  const command = (id: MenuCommand, label: string, accelerator?: string): Item => ({
    id,
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => actions.command(id),
  });
  const line: Item = { type: "separator" };
  const settings = command("settings", "Settings…", "CmdOrCtrl+,");
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
      { role: "quit" },
    ],
  };
  const file: Item = {
    label: "File",
    submenu: [
      command("new-thread", "New Thread", "CmdOrCtrl+N"),
      command("open-project", "Open Project…", "CmdOrCtrl+O"),
      { id: "new-window", label: "New Window", accelerator: "CmdOrCtrl+Shift+N", click: actions.newWindow },
      line,
      ...(mac ? [] : [settings, line]),
      command("close-tab", "Close Tab", "CmdOrCtrl+W"),
      { role: "close", label: "Close Window", accelerator: "CmdOrCtrl+Shift+W" },
      ...(mac ? [] : [line, { role: "quit" } as const]),
    ],
  };
  const view: Item = {
    label: "View",
    submenu: [
      command("command-palette", "Command Palette", "CmdOrCtrl+K"),
      command("toggle-sidebar", "Sidebar", "CmdOrCtrl+B"),
      command("toggle-panel", "Panel", "CmdOrCtrl+J"),
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
  const help: Item = { role: "help", submenu: [{ id: "show-log", label: "Show Log", click: actions.showLog }] };
  return [...(mac ? [application] : []), file, { role: "editMenu" }, view, { role: "windowMenu" }, help];
}
