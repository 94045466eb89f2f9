import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "electron";
import type { Log } from "./log.ts";

/** The word on the command line that means: without a window. */
export const HIDDEN = "--hidden";

/** How the app is started again: its program and what comes before the words that are its own. */
interface Start {
  readonly program: string;
  readonly args: readonly string[];
}

/** Starts the app with the person's log-in, or no longer: by the system's own list, on Linux by a file as XDG has it. */
export function setLogin(
  wanted: boolean,
  options: {
    readonly app: Pick<App, "isPackaged" | "getAppPath" | "getLoginItemSettings" | "setLoginItemSettings">;
    readonly platform: NodeJS.Platform;
    readonly environment: NodeJS.ProcessEnv;
    readonly osHome: string;
    /** Where the data lies, when that is not the usual place. */
    readonly home: string | undefined;
    readonly log: Log;
  },
): void {
  const { app, platform, environment, osHome, home, log } = options;
  // An AppImage is unpacked to another place each time; its own file is what starts it.
  const program = environment.APPIMAGE ?? process.execPath;
  const start: Start = { program, args: [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN] };
  try {
    if (platform === "linux") {
      const folder = join(environment.XDG_CONFIG_HOME || join(osHome, ".config"), "autostart");
      writeAutostart(wanted ? autostartEntry(start, home) : undefined, folder, autostartName(home));
    } else {
      const item = { path: program, args: [...start.args] };
      if (app.getLoginItemSettings(item).openAtLogin !== wanted)
        app.setLoginItemSettings({ openAtLogin: wanted, ...item });
    }
  } catch (error) {
    log(
      "shell",
      `the start with the log-in could not be set: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Each home has its own file: two of them do not take each other's away. */
const autostartName = (home: string | undefined): string =>
  `dev.flightdeck.app${home === undefined ? "" : `-${createHash("sha256").update(home).digest("hex").slice(0, 12)}`}.desktop`;

/** Replaces the file in one step, or takes it away. What is there already is left alone. */
function writeAutostart(entry: string | undefined, folder: string, name: string): void {
  const file = join(folder, name);
  if (entry === undefined) return rmSync(file, { force: true });
  if (readIfThere(file) === entry) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, entry, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A desktop entry that starts the app without a window. Throws for a path that such a file cannot hold. */
export function autostartEntry({ program, args }: Start, home: string | undefined): string {
  const words = [...(home === undefined ? [] : ["env", `FLIGHTDECK_HOME=${home}`]), program, ...args];
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Flightdeck",
    "Comment=Runs automations without a window",
    `Exec=${words.map(execWord).join(" ")}`,
    "Terminal=false",
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");
}

/** A word of an Exec line: quoted as a shell would have it, without field codes, then escaped as any string of the file. */
function execWord(word: string): string {
  for (const character of word)
    if (character < " " || character === "\u007f") throw new Error("a path with control characters cannot be started");
  const plain = word.replaceAll("%", "%%");
  if (/^[\w@+=:,./%-]+$/.test(plain)) return plain;
  return `"${plain.replaceAll(/["`$\\]/g, "\\$&")}"`.replaceAll("\\", "\\\\");
}
