import { stat, readdir } from "node:fs/promises";
import { join } from "node:path";

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const holdsAny = (path: string): Promise<boolean> =>
  readdir(path).then(
    (names) => names.length > 0,
    () => false,
  );

/** What a repository brings along that runs or steers something, in words for a person. */
const things: readonly (readonly [words: string, isThere: (root: string) => Promise<boolean>])[] = [
  [
    "setup script for new worktrees",
    async (root) =>
      (await isFile(join(root, ".flightdeck", "setup"))) || (await isFile(join(root, ".flightdeck", "setup.sh"))),
  ],
  ["rules for commands", (root) => isFile(join(root, ".flightdeck", "rules.toml"))],
  ["actions", (root) => isFile(join(root, ".flightdeck", "actions.toml"))],
  ["skills", (root) => holdsAny(join(root, ".agents", "skills"))],
];

/** What of a repository's own waits for the person's trust. Reads a handful of names, never the files. */
export async function wantsOf(root: string): Promise<readonly string[]> {
  const found = await Promise.all(things.map(async ([words, isThere]) => ((await isThere(root)) ? [words] : [])));
  return found.flat();
}
