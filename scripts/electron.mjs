import { existsSync, readFileSync } from "node:fs";
import { run } from "./process.mjs";
import { nodePath, path, readJson } from "./workspace.mjs";

const folder = () => path("node_modules", "electron");
const probeMs = 3000;
const downloadMs = 5 * 60_000;

/** Electron's program, if it was downloaded. */
export function findElectron() {
  const pathFile = path("node_modules", "electron", "path.txt");
  if (!existsSync(pathFile)) return undefined;
  const file = path("node_modules", "electron", "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(file) ? file : undefined;
}

/** Whether the server that has Electron's program answers at all; without it the download would try for a minute. */
async function canDownload() {
  const { version } = readJson(path("node_modules", "electron", "package.json"));
  const mirror = process.env.ELECTRON_MIRROR ?? "https://github.com/electron/electron/releases/download/";
  try {
    const url = `${mirror}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeMs) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Electron's program, downloaded once where that is possible. Takes a few seconds at most where it is not. */
export async function getElectron() {
  if (!existsSync(folder())) return undefined;
  const found = findElectron();
  if (found !== undefined || !(await canDownload())) return found;
  console.log("Downloading Electron, once …");
  await run([nodePath() ?? process.execPath, path("node_modules", "electron", "install.js")], {
    quiet: true,
    limitMs: downloadMs,
  });
  return findElectron();
}
