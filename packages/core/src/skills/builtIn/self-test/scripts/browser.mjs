import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { openPipe } from "./pipe.mjs";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  "brave-browser",
];
const applications = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "Brave Browser.app/Contents/MacOS/Brave Browser",
];

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Browsers that Playwright or Puppeteer brought, the newest first. */
function brought() {
  const found = [];
  const roots = [
    join(homedir(), ".cache/ms-playwright"),
    join(homedir(), "Library/Caches/ms-playwright"),
    join(homedir(), ".cache/puppeteer/chrome"),
  ];
  const inside = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  ];
  for (const root of roots) {
    let folders = [];
    try {
      folders = readdirSync(root).sort().reverse();
    } catch {
      continue; // not there
    }
    for (const folder of folders) for (const part of inside) found.push(join(root, folder, part));
  }
  return found;
}

/** Programs that may be a browser of Chromium's kind, the likeliest first. */
export function browsersHere(wanted) {
  if (wanted !== undefined) return [wanted];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const apps = ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
    applications.map((path) => join(folder, path)),
  );
  return [...inPath, ...(process.platform === "darwin" ? apps : []), ...brought()].filter(runs);
}

/** A browser cannot make a sandbox of its own as root, nor inside of another one. */
function isConfined() {
  if (process.getuid?.() === 0) return true;
  try {
    return !/^\s*0\s+0\s+4294967295\s*$/.test(readFileSync("/proc/self/uid_map", "utf8"));
  } catch {
    return process.env.FLIGHTDECK === "1";
  }
}

/** Only this machine itself is reached, whatever a page asks for. */
const local = "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1 , EXCLUDE [::1]";

const switches = (profile, { width, height }) => [
  "--headless=new",
  "--remote-debugging-pipe",
  `--user-data-dir=${profile}`,
  `--crash-dumps-dir=${profile}`,
  `--window-size=${width},${height}`,
  `--host-resolver-rules=${local}`,
  "--no-proxy-server",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-breakpad",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-gpu",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--hide-scrollbars",
  "--lang=en-US",
  "--mute-audio",
  ...(isConfined() ? ["--no-sandbox"] : []),
  "about:blank",
];

async function start(program, viewport) {
  const home = mkdtempSync(join(tmpdir(), "self-test-browser-"));
  const child = spawn(program, switches(join(home, "profile"), viewport), {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      DBUS_SESSION_BUS_ADDRESS: "disabled:",
    },
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said = (said + text).slice(-2000);
  });
  const close = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // it is gone already
    }
    try {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // a temp folder that is cleared with the others
    }
  };
  const pipe = openPipe(child.stdio[3], child.stdio[4]);
  let timer;
  try {
    const failed = new Promise((_, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`it ended at once (${signal ?? code})`)));
      timer = setTimeout(() => reject(new Error("it did not answer in 20 seconds")), 20_000);
    });
    const { product } = await Promise.race([pipe.send("Browser.getVersion"), failed]);
    return { pipe, product, program, close };
  } catch (error) {
    close();
    throw new Error(`${program}: ${error.message}\n${said.trim().split("\n").slice(-3).join("\n")}`.trim());
  } finally {
    clearTimeout(timer);
  }
}

export const missing = `No browser was found. self-test drives Chromium, Chrome, Edge or Brave. Install one of them:
  Debian, Ubuntu: sudo apt install chromium (on Ubuntu a Chrome from https://google.com/chrome: the snap does not run in a sandbox)
  Fedora: sudo dnf install chromium      Arch: sudo pacman -S chromium
  macOS: brew install --cask chromium    any: npx playwright install chromium
or name one in the steps file: "browser": "/path/to/it".`;

/** Starts the first browser here that answers. */
export async function openBrowser({ wanted, viewport }) {
  const failures = [];
  for (const program of browsersHere(wanted).slice(0, 6)) {
    try {
      return await start(program, viewport);
    } catch (error) {
      failures.push(error.message);
    }
  }
  if (failures.length === 0) throw new Error(missing);
  throw new Error(`No browser could be started:\n${failures.join("\n")}\n\n${missing}`);
}
