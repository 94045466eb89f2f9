import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { findBrowser, which } from "./browser.mjs";
import { run, works } from "./process.mjs";
import { nodeAdvice, nodePath, packagesAreInstalled, tool } from "./workspace.mjs";

const minute = 60_000;

/** @typedef {"git" | "bubblewrap" | "chromium"} Need */

/** What the machine itself has to have; the values say why, for the person who is asked to install it. */
export const needs = {
  git: "every thread works in a git worktree",
  bubblewrap: "commands of agents are confined with it",
  chromium: "the end-to-end tests and the app window use it",
};

/** @typedef {{ program: string, install: string[], refresh?: string[], root: boolean, names?: Partial<Record<Need, string>> }} Installer */

/** @type {readonly Installer[]} */
const installers = [
  {
    program: "apt-get",
    install: ["apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"],
    refresh: ["apt-get", "update"],
    root: true,
  },
  { program: "dnf", install: ["dnf", "install", "-y"], root: true },
  { program: "pacman", install: ["pacman", "-S", "--noconfirm", "--needed"], refresh: ["pacman", "-Sy"], root: true },
  { program: "brew", install: ["brew", "install"], root: false, names: { chromium: "--cask chromium" } },
];

/** @param {Need} need */
function isThere(need) {
  if (need === "chromium") return findBrowser() !== undefined;
  if (need === "bubblewrap") return process.platform !== "linux" || which("bwrap") !== undefined;
  return which(process.platform === "win32" ? "git.exe" : "git") !== undefined;
}

/** How this user may install system packages: as root, through sudo without a password, or not at all. */
async function privilege() {
  if (process.getuid?.() === 0) return [];
  return which("sudo") !== undefined && (await works(["sudo", "-n", "true"])) ? ["sudo", "-n"] : undefined;
}

/**
 * Installs what is missing of the machine's own programs, where that is allowed.
 * @param {readonly Need[]} wanted
 * @returns {Promise<{ missing: readonly Need[], advice: string }>} What is still missing, and the command that mends it.
 */
export async function setup(wanted) {
  const missing = wanted.filter((need) => !isThere(need));
  if (missing.length === 0) return { missing, advice: "" };
  const installer = installers.find(({ program }) => which(program) !== undefined);
  if (installer === undefined) return { missing, advice: `Install ${missing.join(", ")} and run this again.` };

  const packages = missing.flatMap((need) => (installer.names?.[need] ?? need).split(" "));
  const command = [...installer.install, ...packages];
  const advice = `Run this, then try again:  ${installer.root && process.getuid?.() !== 0 ? "sudo " : ""}${command.join(" ")}`;
  const prefix = installer.root ? await privilege() : [];
  if (prefix === undefined) return { missing, advice };

  console.log(`Installing ${missing.join(", ")} with ${installer.program} …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  /** @param {string[]} argv */
  const asRoot = (argv) =>
    run(/** @type {[string, ...string[]]} */ ([...prefix, ...argv]), { quiet: true, env, limitMs: 10 * minute });
  let result = await asRoot(command);
  if (result.code !== 0 && installer.refresh !== undefined) {
    await asRoot(installer.refresh);
    result = await asRoot(command);
  }
  if (result.code !== 0) console.log(result.output.trimEnd().split("\n").slice(-5).join("\n"));
  return { missing: wanted.filter((need) => !isThere(need)), advice };
}

/** Brings node_modules to what package-lock.json says. Returns why it could not, if so. */
export async function installPackages() {
  if (!packagesAreInstalled()) {
    console.log("Installing packages (npm ci), the first time a minute or so …");
    const npm = process.env.npm_execpath;
    /** @type {[string, ...string[]]} */
    const command = npm?.endsWith(".js") ? [process.execPath, npm, "ci"] : ["npm", "ci"];
    const { code } = await run([...command, "--no-fund", "--no-audit", "--loglevel=error"], { limitMs: 15 * minute });
    if (code !== 0) return "`npm ci` failed: see above. It needs the network the first time.";
  }
  return nodePath() === undefined ? nodeAdvice : undefined;
}

/** Playwright's own Chromium, downloaded where the system has none: enough for the tests, and needs no rights. */
async function playwrightChromium() {
  const { chromium } = await import("playwright-core");
  if (!existsSync(chromium.executablePath())) {
    console.log("Downloading Playwright's Chromium …");
    await run(tool("playwright-core", "install", "chromium"), { quiet: true, limitMs: 3 * minute });
  }
  return existsSync(chromium.executablePath());
}

/** Everything that `npm test` needs. Returns what a person has to do, or nothing. */
export async function setupForTests() {
  const problem = await installPackages();
  if (problem !== undefined) return problem;
  const { missing, advice } = await setup(["git", "bubblewrap", "chromium"]);
  const lacking =
    missing.includes("chromium") && (await playwrightChromium())
      ? missing.filter((need) => need !== "chromium")
      : missing;
  if (lacking.length === 0) return undefined;
  return [...lacking.map((need) => `${need} is missing: ${needs[need]}.`), advice].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problem = await setupForTests();
  console.log(problem ?? "Everything is there.");
  process.exitCode = problem === undefined ? 0 : 1;
}
