import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { accessTo, realPathOf, type SandboxPolicy } from "../sandbox/index.ts";

/** More than all AGENTS.md files may have together. */
const LIMIT = 64 << 10;

/**
 * The beginning of a file that the agent's commands could read themselves; undefined for anything else. The agent may have
 * made it a link to what is hidden from it, or a pipe that never ends.
 */
export async function readInstructions(policy: SandboxPolicy, path: string): Promise<string | undefined> {
  const real = realPathOf(path);
  return accessTo(policy, real) === "none" ? undefined : readBeginning(real, constants.O_NOFOLLOW);
}

/** The beginning of a file of the person's own, where no agent writes; it may be a link. */
export const readPersonal = (path: string): Promise<string | undefined> => readBeginning(path, 0);

async function readBeginning(path: string, flags: number): Promise<string | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LIMIT), 0, LIMIT, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return undefined; // there is none, or it may not be read
  }
}
