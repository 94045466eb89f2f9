import { type BrowserWindow, Menu } from "electron";
import type { ShellMenuKeys } from "@flightdeck/contract";
import { type MenuActions, menuTemplate } from "./menuTemplate.ts";

/** Sets the application's menu. A shortcut the page handles itself never reaches its item, so nothing happens twice. */
export function setMenu(actions: MenuActions, platform: NodeJS.Platform, keys: ShellMenuKeys = {}): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, platform, keys)));
}

/** The menu is one for all windows: its mark tells of the one in front. */
export function checkOnTop(front: BrowserWindow | null): void {
  const item = Menu.getApplicationMenu()?.getMenuItemById("stay-on-top");
  if (item) item.checked = front?.isAlwaysOnTop() ?? false;
}
