import { menuCommands } from "@flightdeck/contract";
import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { menuTemplate } from "./menuTemplate.ts";

const flatten = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);

test.each(["darwin", "linux", "win32"] as const)("every command of the contract has one item on %s", (platform) => {
  const sent: string[] = [];
  const actions = {
    command: (command: string) => void sent.push(command),
    newWindow: () => {},
    showLog: () => {},
    quit: () => {},
  };
  const items = flatten(menuTemplate(actions, platform)).filter(({ id }) =>
    menuCommands.some((command) => command === id),
  );
  for (const item of items) (item.click as () => void)();
  expect(sent.sort()).toEqual([...menuCommands].sort());
});

test("no shortcut is given twice", () => {
  const nothing = () => {};
  const items = flatten(
    menuTemplate({ command: nothing, newWindow: nothing, showLog: nothing, quit: nothing }, "darwin"),
  );
  const shortcuts = items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));
  expect(shortcuts).toEqual([...new Set(shortcuts)]);
});

test("keys that the page tells take the place of the menu's own, and none is none", () => {
  const nothing = () => {};
  const keys = { settings: "Mod+Shift+ArrowUp", "close-tab": null };
  const items = flatten(
    menuTemplate({ command: nothing, newWindow: nothing, showLog: nothing, quit: nothing }, "linux", keys),
  );
  const shown = ["settings", "close-tab", "next-tab"].map((id) => items.find((item) => item.id === id)?.accelerator);
  expect(shown).toEqual(["CmdOrCtrl+Shift+Up", undefined, "Control+Tab"]);
});

test("on macOS the application menu has the settings and quits; elsewhere the file menu does", () => {
  const nothing = () => {};
  const template = (platform: NodeJS.Platform) =>
    menuTemplate({ command: nothing, newWindow: nothing, showLog: nothing, quit: nothing }, platform);
  const ids = (item: MenuItemConstructorOptions | undefined) => flatten(item ? [item] : []).map(({ id }) => id);
  expect(template("darwin").map(({ label, role }) => label ?? role)).toEqual([
    "Flightdeck",
    "File",
    "editMenu",
    "View",
    "windowMenu",
    "help",
  ]);
  expect(ids(template("darwin")[0])).toContain("quit");
  expect(ids(template("darwin")[1])).not.toContain("quit");
  expect(ids(template("linux")[0])).toContain("quit");
});
