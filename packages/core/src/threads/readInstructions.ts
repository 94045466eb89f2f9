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
  if (accessTo(policy, real) === "none") return undefined;
  try {
    await using file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LIMIT), 0, LIMIT, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return undefined; // there is none, or it may not be read
  }
}
