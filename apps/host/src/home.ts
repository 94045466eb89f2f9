import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";

/** Longest path a local socket can have on Linux and macOS, with room for the ending zero. */
const SOCKET_PATH_LIMIT = 100;

/** The folder with all of Flightdeck's data: the option, FLIGHTDECK_HOME, or ~/.flightdeck. Made when missing, for its owner alone. */
export function openHome(option: string | undefined): string {
  const home = resolve(option || process.env.FLIGHTDECK_HOME || join(homedir(), ".flightdeck"));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (process.platform !== "win32") chmodSync(home, 0o700);
  return home;
}

/** Where the host of a home listens for commands of the same user: a socket in it, a named pipe on Windows. */
export function socketPath(home: string): string {
  const name = createHash("sha256").update(home).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\flightdeck-${name}`;
  const path = join(home, "host.sock");
  if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT) return path;
  return join(ownFolder(), `${name}.sock`);
}

/** A short folder of this user's alone, the same in every shell. Commands in the sandbox have a /tmp of their own. */
function ownFolder(): string {
  const { uid } = userInfo();
  const folder = join(process.platform === "linux" ? "/tmp" : tmpdir(), `flightdeck-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid)
    throw new Error(`${folder} belongs to somebody else; use a home with a shorter path`);
  chmodSync(folder, 0o700);
  return folder;
}

/** The secret of this home's URL. It stays the same, so that an open window finds a host that was started again. */
export function openToken(home: string): string {
  const path = join(home, "token");
  if (existsSync(path)) {
    const kept = readFileSync(path, "utf8").trim();
    if (kept.length >= 32) return kept;
  }
  const token = randomBytes(24).toString("base64url");
  writeFileSync(path, token, { mode: 0o600 });
  return token;
}
