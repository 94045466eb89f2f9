import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { _electron, type Browser, chromium, type Page } from "playwright-core";
import type { Evaluate, FromMain } from "./double/driver.ts";
import { findBrowser } from "../../../scripts/browser.mjs";
import { electronBinary } from "./electronBinary.ts";

/** The part of Playwright's ElectronApplication that specs use, from Electron itself or from the double. */
export interface LaunchedApp {
  readonly double: boolean;
  firstWindow(): Promise<Page>;
  windows(): Page[];
  evaluate<Result, Argument>(
    run: (electron: typeof Electron.CrossProcessExports, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  evaluate<Result>(run: (electron: typeof Electron.CrossProcessExports) => Result | Promise<Result>): Promise<Result>;
  process(): ChildProcess;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** The built main process. */
  readonly main: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
}

/** Starts the app on Electron where its binary is, else on the double. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const binary = electronBinary();
  return binary ? launchElectron(binary, options) : launchDouble(options);
}

/** Starts the app's process and nothing more: one that finds another on its home ends by itself. */
export function startAnother(options: LaunchOptions): ChildProcess {
  const binary = electronBinary();
  if (!binary) return forkDouble(options);
  const { main, env, args = [] } = options;
  return spawn(binary, [...asRoot(), main, ...args], { env: { ...process.env, ...env }, stdio: "ignore" });
}

async function launchElectron(executablePath: string, { main, env, args = [] }: LaunchOptions): Promise<LaunchedApp> {
  const app = await _electron.launch({
    executablePath,
    args: [...asRoot(), "--use-fake-device-for-media-stream", main, ...args],
    env: { ...process.env, ...env } as Record<string, string>, // what is undefined is left out by the platform
  });
  return Object.assign(app, { double: false }) as unknown as LaunchedApp; // the same shape with wider types
}

/** Chromium's own sandbox refuses to start as root. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

function forkDouble({ main, env, args = [] }: LaunchOptions): ChildProcess {
  return fork(main, args, {
    execArgv: ["--import", new URL("./register.mjs", import.meta.url).href],
    env: { ...process.env, FLIGHTDECK_TEST_CHROMIUM: findBrowser(), ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

async function launchDouble(options: LaunchOptions): Promise<LaunchedApp> {
  const child = forkDouble(options);
  const exited = once(child, "exit");
  let output = "";
  child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (output += text.toString()));
  const url = await Promise.race([
    debuggingUrl(child),
    exited.then(([code]) => Promise.reject(new Error(`The app ended with code ${code} before its window\n${output}`))),
  ]);
  // Without its defaults a second client leaves the window's size and colour scheme alone.
  const browser = await chromium.connectOverCDP(url, { noDefaults: true });
  return attach(child, exited, browser);
}

async function debuggingUrl(child: ChildProcess): Promise<string> {
  for (;;) {
    const [message] = (await once(child, "message")) as [FromMain];
    if (message.type === "debugging") return message.url;
  }
}

function attach(child: ChildProcess, exited: Promise<unknown>, browser: Browser): LaunchedApp {
  const context = browser.contexts()[0];
  if (!context) throw new Error("Chromium has no context");
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", (message: FromMain) => {
    if (message.type !== "evaluated") return;
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.error === undefined) call?.resolve(message.value);
    else call?.reject(new Error(message.error));
  });
  const loaded = (page: Page) => page.url() !== "about:blank";
  return {
    double: true,
    windows: () => context.pages().filter(loaded),
    async firstWindow() {
      const page = context.pages()[0] ?? (await context.waitForEvent("page"));
      await page.waitForURL((url) => url.href !== "about:blank");
      return page;
    },
    evaluate(run: (...args: never[]) => unknown, argument?: unknown) {
      const message: Evaluate = { type: "evaluate", id: ++last, source: String(run), argument };
      return new Promise<never>((resolve, reject) => {
        calls.set(message.id, { resolve: resolve as (value: unknown) => void, reject });
        child.send(message);
      });
    },
    process: () => child,
    async close() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exited;
      await browser.close();
    },
  };
}
