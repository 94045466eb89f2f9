// A small double of the `electron` module for the main process: real Chromium, driven by its debugging protocol, instead
// of Electron's own. It has what the shell uses and nothing more. Where it differs from Electron:
// - a page of `app://flightdeck` is `https://flightdeck.app.scheme.test` to itself (origin, location);
// - menus, notifications, dialogs and badges and trays are not drawn: specs call or replace them, as with the real module;
// - no webviews, no downloads, no fuses, no keychain; window geometry is remembered, not real; its Node is plain Node.
import { answerDriver } from "./driver.ts";
import { app } from "./app.ts";
import { BrowserWindow } from "./browserWindow.ts";
import {
  dialog,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  Tray,
} from "./desktop.ts";
import { ipcMain } from "./ipcMain.ts";
import { Menu } from "./menu.ts";
import { MessageChannelMain } from "./messagePort.ts";
import { protocol } from "./protocol.ts";
import { session } from "./session.ts";
import { utilityProcess } from "./utilityProcess.ts";

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};
export default electron;
answerDriver(electron, app);
