import { existsSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskError } from "../errors/index.ts";
import { writeEntries, writeTree } from "./checkout.ts";
import { emptyTree } from "./objects.ts";
import { gitRecords } from "./run.ts";
import type { Place } from "./shadows.ts";
import { ownIndexConfig } from "./workingTree.ts";

/** What the checkout's index holds, as a tree; of a path in conflict our side. The index itself is only copied. */
export async function stagedTree({ root, gitDir }: Place, scratch: string, signal?: AbortSignal): Promise<string> {
  const index = join(gitDir, "index");
  if (!existsSync(index)) return emptyTree(root);
  try {
    await copyFile(index, scratch);
  } catch (error) {
    throw diskError(error);
  }
  const at = { cwd: root, env: { GIT_INDEX_FILE: scratch }, signal };
  try {
    const unmerged = await gitRecords([...ownIndexConfig, "ls-files", "-z", "--unmerged"], at);
    if (unmerged.length > 0) {
      const paths = new Set(unmerged.map((record) => record.slice(record.indexOf("\t") + 1)));
      // "<mode> <object> <stage>\t<path>": mode 0 takes a path out, with all of its stages.
      const ours = unmerged
        .filter((record) => record.split("\t", 1)[0]?.endsWith(" 2"))
        .map((record) => record.replace(/ 2\t/, " 0\t"));
      const none = "0".repeat(unmerged[0]?.split(" ")[1]?.length ?? 40);
      const gone = [...paths].map((path) => `0 ${none}\t${path}`);
      const input = [...gone, ...ours].map((record) => `${record}\0`).join("");
      await writeEntries(input, at);
    }
    return await writeTree(at);
  } finally {
    await Promise.all([rm(scratch, { force: true }), rm(`${scratch}.lock`, { force: true })]);
  }
}
