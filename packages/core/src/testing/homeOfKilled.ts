import { cp } from "node:fs/promises";
import { basename } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";

/** A copy of a home as a host that is killed now leaves it behind. What git writes for a moment alone is left out. */
export async function homeOfKilled(home: { readonly path: string }): ReturnType<typeof temporaryFolder> {
  const left = await temporaryFolder();
  const lasting = (path: string) => !/^(?:scratch-|tmp_)|\.lock$/.test(basename(path));
  await cp(home.path, left.path, { recursive: true, filter: lasting });
  return left;
}
