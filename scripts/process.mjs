import { spawn } from "node:child_process";
import { root, toolEnvironment } from "./workspace.mjs";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] Added to the environment.
 * @property {number} [limitMs] After that long it is ended, with everything it started.
 * @property {boolean} [quiet] Keeps what it prints instead of passing it on.
 */

/**
 * @typedef {object} Ended
 * @property {number} code 0 when it went well; 127 when it could not be started.
 * @property {boolean} timedOut
 * @property {string} output What it printed, when quiet.
 */

const posix = process.platform !== "win32";
const graceMs = 5000;

/** Signals that end this program and so have to reach what it runs. */
const endings = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
export function signalGroup(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (posix) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended in between.
  }
}

/**
 * Starts a program as a group of its own and hands our ending signals on to it.
 * @param {readonly [string, ...string[]]} command
 * @param {RunOptions & { stdio?: import("node:child_process").StdioOptions }} [options]
 */
export function start([file, ...args], { cwd = root, env = {}, stdio = ["ignore", "inherit", "inherit"] } = {}) {
  const child = spawn(file, args, { cwd, env: { ...toolEnvironment(), ...env }, stdio, detached: posix });
  const passOn = endings.map((signal) => /** @type {const} */ ([signal, () => signalGroup(child, signal)]));
  for (const [signal, listener] of passOn) process.on(signal, listener);
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
  void ended.then(() => {
    for (const [signal, listener] of passOn) process.off(signal, listener);
  });
  return { child, ended };
}

/**
 * Runs a program to its end. Never rejects.
 * @param {readonly [string, ...string[]]} command
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export async function run(command, { limitMs, quiet = false, ...options } = {}) {
  const { child, ended } = start(command, {
    ...options,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
  });
  let output = "";
  let timedOut = false;
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text));
  /** @type {NodeJS.Timeout[]} */
  const timers = [];
  if (limitMs !== undefined) {
    timers.push(
      setTimeout(() => {
        timedOut = true;
        signalGroup(child, "SIGTERM");
      }, limitMs),
      setTimeout(() => signalGroup(child, "SIGKILL"), limitMs + graceMs),
    );
  }
  const code = await ended;
  for (const timer of timers) clearTimeout(timer);
  return { code, timedOut, output };
}

/**
 * Says whether a program can be run at all.
 * @param {readonly [string, ...string[]]} command
 */
export const works = async (command) => (await run(command, { quiet: true, limitMs: 10_000 })).code === 0;
