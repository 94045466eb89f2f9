import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "../errors/index.ts";
import { gitRecords, listCheckouts } from "../git/index.ts";
import { covers } from "../sandbox/index.ts";

/** Settings that name programs which run with the person's keys, or say where their work goes. */
const telling =
  /^(?:core\.(?:sshcommand|askpass|gitproxy)|credential\.|gpg\.|user\.signingkey$|remote\.|url\.|http\.|ssh\.|protocol\.)/;

/**
 * Rejects with `settings_untrusted` when such a setting comes from a file of a checkout, by an `include`: an agent could
 * have written it. The git folder itself is out of every agent's reach.
 */
export async function requireOwnSettings(root: string, commonDir: string): Promise<void> {
  const [records, checkouts] = await Promise.all([
    gitRecords(["config", "--list", "-z", "--show-origin", "--name-only"], { cwd: root }),
    listCheckouts(root),
  ]);
  const places = await Promise.all([root, ...checkouts.map(({ path }) => path)].map(realOrSame));
  const files = new Map<string, string>();
  for (let at = 0; at + 1 < records.length; at += 2) {
    const origin = records[at] ?? "";
    const key = records[at + 1] ?? "";
    if (origin.startsWith("file:") && telling.test(key.toLowerCase())) files.set(origin.slice("file:".length), key);
  }
  for (const [file, key] of files) {
    const path = await realOrSame(resolve(root, file));
    if (covers(commonDir, path) || !places.some((place) => covers(place, path))) continue;
    throw new AppError(
      "settings_untrusted",
      `${key} is set in ${path}. Move it to a file of your own, or use a terminal.`,
    );
  }
}

const realOrSame = (path: string): Promise<string> => realpath(path).catch(() => path);
