import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** What is started with the person's log-in. */
export interface AtLogin {
  /** The program and its words. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where what it says about trouble goes, where the system keeps no journal. */
  readonly log: string;
}

/** The file that has the system start it, and what tells the system of the file. */
export interface LoginEntry {
  readonly file: string;
  readonly text: string;
  readonly begin: readonly (readonly string[])[];
  readonly end: readonly (readonly string[])[];
}

/** The entry of a home on this system; undefined where there is no way that this knows. */
export function loginEntry(
  what: AtLogin,
  place: {
    readonly platform: NodeJS.Platform;
    readonly environment: NodeJS.ProcessEnv;
    readonly home: string;
    readonly uid: number;
    /** Another host has the home: this one begins with the next log-in. */
    readonly taken: boolean;
  },
): LoginEntry | undefined {
  const { platform, environment, home, uid, taken } = place;
  const osHome = environment.HOME || homedir();
  const usual = home === join(osHome, ".flightdeck");
  const name = `flightdeck${usual ? "" : `-${createHash("sha256").update(home).digest("hex").slice(0, 12)}`}`;
  if (platform === "linux") {
    const unit = `${name}.service`;
    const systemctl = (...words: readonly string[]) => ["systemctl", "--user", ...words];
    return {
      file: join(environment.XDG_CONFIG_HOME || join(osHome, ".config"), "systemd/user", unit),
      text: systemdUnit(what),
      begin: [systemctl("daemon-reload"), systemctl("enable", ...(taken ? [] : ["--now"]), unit)],
      end: [systemctl("disable", "--now", unit)],
    };
  }
  if (platform !== "darwin") return undefined;
  const label = `dev.flightdeck.${name}`;
  const file = join(osHome, "Library/LaunchAgents", `${label}.plist`);
  return {
    file,
    text: launchAgent(label, what),
    begin: taken ? [] : [["launchctl", "bootstrap", `gui/${uid}`, file]],
    end: [["launchctl", "bootout", `gui/${uid}/${label}`]],
  };
}

/** Throws for words that would end their line. */
function onOneLine(word: string): string {
  for (const character of word)
    if (character < " " || character === "\u007f") throw new Error("a path with control characters cannot be started");
  return word;
}

/** Its address holds the token, so what it prints about itself is not kept in the journal; what it complains of is. */
function systemdUnit({ command, environment }: AtLogin): string {
  const quoted = (word: string) => `"${onOneLine(word).replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`;
  return [
    "[Unit]",
    "Description=Flightdeck: runs automations and serves its window",
    "StartLimitIntervalSec=600",
    "StartLimitBurst=5",
    "",
    "[Service]",
    `ExecStart=${command.map((word) => quoted(word).replaceAll("$", "$$$$")).join(" ")}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    "StandardOutput=null",
    "Restart=on-failure",
    "RestartSec=30",
    "TimeoutStopSec=10",
    "",
    "[Install]",
    "WantedBy=default.target",
    "",
  ].join("\n");
}

function launchAgent(label: string, { command, environment, log }: AtLogin): string {
  const text = (value: string) =>
    `<string>${onOneLine(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</string>`;
  const pairs = Object.entries(environment).map(([name, value]) => `    <key>${name}</key>${text(value)}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    `  <key>Label</key>${text(label)}`,
    "  <key>ProgramArguments</key><array>",
    ...command.map((word) => `    ${text(word)}`),
    "  </array>",
    "  <key>EnvironmentVariables</key><dict>",
    ...pairs,
    "  </dict>",
    "  <key>RunAtLoad</key><true/>",
    "  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>",
    "  <key>ThrottleInterval</key><integer>30</integer>",
    "  <key>StandardOutPath</key><string>/dev/null</string>",
    `  <key>StandardErrorPath</key>${text(log)}`,
    "</dict></plist>",
    "",
  ].join("\n");
}
