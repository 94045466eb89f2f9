import type { BackgroundState } from "@flightdeck/contract";
import { type BrowserWindow, dialog, type MessageBoxOptions } from "electron";
import { closingWords, quitWords } from "./backgroundWords.ts";

/** Asks for a folder; null when the person cancels. */
export async function askFolder(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: "Open a project",
    buttonLabel: "Open",
    properties: ["openDirectory", "createDirectory"],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** The host said that it cannot work on this home, and why. */
export function reportFatal({ message, detail }: { message: string; detail?: string }): Promise<"again" | "quit"> {
  return ask({
    type: "error",
    title: "Flightdeck",
    message: `Flightdeck cannot start: ${message}`,
    detail,
    choices: { again: "Try again", quit: "Quit" },
  });
}

/** The host ended again and again, so it is not started once more without the person's word. */
export function reportDying({ log }: { log: string }): Promise<"again" | "log" | "quit"> {
  return ask({
    type: "error",
    title: "Flightdeck",
    message: "The part of Flightdeck that runs the agents keeps stopping",
    detail: `Nothing that was saved is lost. Its last words are in\n${log}`,
    choices: { again: "Try again", log: "Show the log", quit: "Quit" },
  });
}

/** The last window was closed while automations are on: asked once, and Escape brings the window back. */
export function askClosing(state: BackgroundState, now: number): Promise<"on" | "off" | "back"> {
  return ask({
    type: "question",
    title: "Flightdeck",
    ...closingWords(state, now),
    choices: { on: "Go on in the background", off: "Quit", back: "Open the window again" },
  });
}

/** Quitting would stop something. Runs at work are always asked about, automations until that is not wanted. */
export async function confirmQuit(
  state: BackgroundState,
  now: number,
): Promise<{ readonly choice: "quit" | "cancel"; readonly noMore: boolean }> {
  const canBeSilent = state.running === 0;
  let noMore = false;
  const choice = await ask({
    type: "warning",
    title: "Flightdeck",
    ...quitWords(state, now),
    ...(canBeSilent && { checkboxLabel: "Do not ask again" }),
    choices: { quit: "Quit", cancel: "Cancel" },
    onChecked: () => (noMore = true),
  });
  return { choice, noMore: noMore && choice === "quit" };
}

/** The page of a window died while it was loading. */
export function askReloadPage(window: BrowserWindow): Promise<"reload" | "close"> {
  const choices = { reload: "Load it again", close: "Close the window" };
  return ask(
    { type: "warning", message: "This window stopped working", detail: "The agents go on working.", choices },
    window,
  );
}

/** Shows a box with one button per choice, the first being the default and the last what Escape means. */
async function ask<Choice extends string>(
  {
    choices,
    onChecked,
    ...options
  }: Omit<MessageBoxOptions, "buttons"> & {
    choices: Readonly<Record<Choice, string>>;
    onChecked?: () => void;
  },
  window?: BrowserWindow,
): Promise<Choice> {
  const names = Object.keys(choices) as Choice[];
  const buttons: MessageBoxOptions = {
    ...options,
    buttons: names.map((name) => choices[name]),
    defaultId: 0,
    cancelId: names.length - 1,
    noLink: true,
  };
  const { response, checkboxChecked } = await (window
    ? dialog.showMessageBox(window, buttons)
    : dialog.showMessageBox(buttons));
  if (checkboxChecked) onChecked?.();
  return names[response] ?? (names[names.length - 1] as Choice); // a record of choices has at least one
}
