import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "brave-browser",
];

const places = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].flatMap((variable) =>
    ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"].map((file) =>
      join(process.env[variable] ?? "C:\\", file),
    ),
  ),
};

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a program is, if it is on the PATH.
 * @param {string} name
 */
export function which(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** A browser of Chromium's family on this machine; FLIGHTDECK_BROWSER names another. */
export function findBrowser() {
  const { FLIGHTDECK_BROWSER: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return isProgram(chosen) ? chosen : undefined;
  const known = places[/** @type {keyof typeof places} */ (process.platform)] ?? [];
  return known.find(isProgram) ?? names.map(which).find((file) => file !== undefined);
}

/** Whether a window can be shown here. */
export function hasDisplay() {
  if (process.platform !== "linux") return process.env.SSH_CONNECTION === undefined;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}
