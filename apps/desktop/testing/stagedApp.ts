import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { electronBinary } from "./electronBinary.ts";
import { type LaunchedApp, type LaunchOptions, launchApp } from "./launchApp.ts";

const desktop = resolve(import.meta.dirname, "..");
const bundler = resolve(desktop, "../../node_modules/rolldown/bin/cli.mjs");

/** The built shell with a small page and a stand-in host, laid out as in a package, and a home of its own for each spec. */
export interface StagedApp {
  readonly main: string;
  home(): string;
  launch(options?: Partial<LaunchOptions> & { home?: string; host?: string }): Promise<LaunchedApp>;
  options(options: Partial<LaunchOptions> & { home: string; host?: string }): LaunchOptions;
  [Symbol.dispose](): void;
}

export function stageApp(): StagedApp {
  announce();
  const root = mkdtempSync(join(tmpdir(), "flightdeck-shell-"));
  const main = join(root, "apps/desktop/dist/main.js");
  const config = join(desktop, "rolldown.config.mjs");
  execFileSync(process.execPath, [bundler, "--config", config, "--dir", dirname(main)], { stdio: "pipe" });
  mkdirSync(join(root, "apps/host/dist"), { recursive: true });
  cpSync(join(desktop, "testing/fixture/host.mjs"), join(root, "apps/host/dist/electron.js"));
  cpSync(join(desktop, "testing/fixture/page"), join(root, "apps/renderer/dist"), { recursive: true });
  cpSync(join(desktop, "package.json"), join(root, "package.json")); // `"type": "module"` for what lies below
  const home = () => mkdtempSync(join(root, "home-"));
  const options: StagedApp["options"] = ({ home: at, host = "good", env, ...rest }) => ({
    main,
    env: { ...env, FLIGHTDECK_HOME: at, FLIGHTDECK_TEST_HOST: host },
    ...rest,
  });
  return {
    main,
    home,
    options,
    launch: (given = {}) => launchApp(options({ ...given, home: given.home ?? home() })),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Says which Electron the specs of this file run on. */
function announce(): void {
  const note = electronBinary()
    ? "The shell's specs run on Electron itself."
    : "The shell's specs run on the double of Electron over Chromium; the run on Electron itself was skipped: its binary is not in node_modules/electron/dist (npx install-electron puts it there).";
  process.stdout.write(`${note}\n`);
}
