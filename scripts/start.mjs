import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { findBrowser, hasDisplay } from "./browser.mjs";
import { getElectron } from "./electron.mjs";
import { run, start } from "./process.mjs";
import { installPackages, needs, setup } from "./setup.mjs";
import { nodePath, path } from "./workspace.mjs";

const args = process.argv.slice(2);
const homeAt = args.indexOf("--home");
const home = resolve(
  (homeAt < 0 ? undefined : args[homeAt + 1]) ?? process.env.FLIGHTDECK_HOME ?? join(homedir(), ".flightdeck"),
);
const asRoot = process.getuid?.() === 0;
const unsandboxed = asRoot ? ["--no-sandbox"] : [];

/** A window that closes this soon did not open. */
const failedOpeningMs = 4000;

/** @param {string} message */
function fail(message) {
  console.log(message);
  process.exit(1);
}

/** Packages, the machine's own programs and what is built, brought up to date. */
async function prepare() {
  const problem = await installPackages();
  if (problem !== undefined) fail(problem);
  const { missing, advice } = await setup(["git", "bubblewrap"]);
  for (const need of missing) console.log(`${need} is missing: ${needs[need]}. ${advice}`);
  if (missing.includes("git")) process.exit(1);
  const { code } = await run([nodePath() ?? process.execPath, path("scripts", "build.mjs")]);
  if (code !== 0) fail("The app could not be built: see above.");
}

/** The window of the desktop app. Returns false where it does not come up. */
async function openElectron() {
  const electron = await getElectron();
  if (electron === undefined) {
    console.log("Electron could not be downloaded; opening a browser window instead.");
    return false;
  }
  const startedAt = Date.now();
  const { ended } = start([electron, ...unsandboxed, path("apps", "desktop")], { env: { FLIGHTDECK_HOME: home } });
  const code = await ended;
  if (code === 0 || Date.now() - startedAt > failedOpeningMs) return true;
  console.log(`Electron did not start (exit code ${code}); opening a browser window instead.`);
  return false;
}

/** Starts a host and resolves with its address once it is ready. */
function serve() {
  const command = /** @type {[string, ...string[]]} */ ([
    nodePath() ?? process.execPath,
    path("apps", "host", "bin", "flightdeck.mjs"),
    "serve",
    "--window",
    ...args,
  ]);
  const { child, ended } = start(command, { stdio: ["pipe", "pipe", "inherit"] });
  /** @type {Promise<string | undefined>} */
  const url = new Promise((resolve) => {
    const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdout) });
    lines.once("line", (line) => resolve(line.startsWith("{") ? JSON.parse(line).url : undefined));
    void ended.then(() => resolve(undefined));
  });
  // It ends with its window, or goes on for automations and says so.
  return { url, ended, windowClosed: () => child.stdin?.end() };
}

/** Where the host is that went on for automations after its window was closed. */
async function runningHost() {
  try {
    const { url } = JSON.parse(readFileSync(join(home, "host.json"), "utf8"));
    if (typeof url !== "string" || !url.startsWith("http://127.0.0.1:")) return undefined;
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok ? url : undefined;
  } catch {
    return undefined; // there is none, or it is gone
  }
}

/** A browser's window without its bars, with a profile of its own. @param {string} url */
async function openBrowser(url) {
  await setup(["chromium"]);
  const browser = findBrowser();
  if (browser === undefined) return false;
  const profile = join(home, "browser");
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  // A command line can be read by every user of the machine, and the address holds the token: a file hands it over.
  const page = join(profile, "open.html");
  const refresh = `<meta http-equiv="refresh" content="0;url=${url}">`;
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><title>Flightdeck</title>${refresh}\n`, { mode: 0o600 });
  const quiet = ["--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-component-update"];
  // --test-type spares root the bar that warns of --no-sandbox.
  const root = asRoot ? [...unsandboxed, "--test-type"] : [];
  const startedAt = Date.now();
  const command = /** @type {[string, ...string[]]} */ ([
    browser,
    `--app=${pathToFileURL(page).href}`,
    `--user-data-dir=${profile}`,
    ...quiet,
    ...root,
  ]);
  const { ended } = start(command, { stdio: "ignore" });
  const code = await ended;
  return code === 0 || Date.now() - startedAt > failedOpeningMs;
}

await prepare();
const display = hasDisplay();
const running = display ? await runningHost() : undefined;
if (running !== undefined) {
  console.log(`Flightdeck runs already, at ${running}`);
  if (!(await openBrowser(running))) console.log("No window could be opened: open the address in a browser.");
} else if (!(display && (await openElectron()))) {
  const host = serve();
  const url = await host.url;
  if (url === undefined) process.exit((await host.ended) || 1);
  console.log(`Flightdeck is at ${url}`);
  if (display && (await openBrowser(url))) host.windowClosed();
  else
    console.log(
      `${display ? "No window could be opened" : "There is no display here"}: open the address in a browser. Ctrl+C ends it.`,
    );
  process.exitCode = await host.ended;
}
