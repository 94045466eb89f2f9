import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A port that nothing uses. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const listens = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });

async function answers(url) {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** Starts the app by its command and waits until its address answers. */
export async function startApp({ command, cwd, env, url, seconds }) {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const number = Number(port || (protocol === "https:" ? 443 : 80));
  if (await listens(host, number))
    throw new Error(
      `Something listens at ${host}:${number} already, and would be tested instead of the app. End it, or use {port} in "command" and "url".`,
    );
  const child = spawn("/bin/sh", ["-c", command], {
    cwd,
    env: { ...process.env, BROWSER: "none", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  let ended;
  const hear = (text) => {
    said = (said + text).slice(-8000);
  };
  child.stdout.setEncoding("utf8").on("data", hear);
  child.stderr.setEncoding("utf8").on("data", hear);
  child
    .once("error", (error) => (ended = error.message))
    .once("exit", (code, signal) => (ended = `it ended (${signal ?? code})`));
  const kill = (signal) => {
    if (child.pid === undefined) return false; // it never began
    try {
      process.kill(-child.pid, signal);
      return true;
    } catch {
      return false; // the whole group is gone
    }
  };
  const close = async () => {
    kill("SIGTERM");
    for (let turn = 0; turn < 30 && kill(0); turn += 1) await wait(100);
    kill("SIGKILL");
  };
  const app = { close, said: () => said, ended: () => ended };
  const until = Date.now() + seconds * 1000;
  while (ended === undefined && Date.now() < until) {
    if (await answers(url)) return app;
    await wait(150);
  }
  await close();
  const why = ended === undefined ? `it did not answer at ${url} in ${seconds} seconds` : ended;
  throw new Error(`The app did not start: ${why}.\nIts last words:\n${said.trim().slice(-3000) || "(none)"}`);
}

const dependencies = new Set(["node_modules", ".venv", "venv"]);

/** An earlier state of the project in a folder of its own, with the dependencies of the present one. */
export function checkOut(root, revision, folder) {
  const commit = execFileSync("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", "--format=tar", commit], { cwd: root, maxBuffer: 1 << 30 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  link(root, root, folder, 3);
  return commit;
}

function link(root, from, folder, depth) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === ".git") continue;
    const path = join(from, entry.name);
    const there = join(folder, relative(root, path));
    if (dependencies.has(entry.name)) {
      if (!existsSync(there) && existsSync(join(there, ".."))) symlinkSync(path, there);
    } else if (depth > 0) link(root, path, folder, depth - 1);
  }
}
