import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { signalProcess } from "./processTree.ts";

/** In the environment of every command: which home's host started it. */
export const originVariable = "FLIGHTDECK_COMMAND_OF";

const run = promisify(execFile);

/**
 * Ends the commands of a host that is gone. What ran in the sandbox died with it; what a person let out of the sandbox
 * may have survived, in a session of its own even. Only the holder of the home's lock may call this. Never rejects.
 */
export async function endOrphans(origin: string): Promise<readonly number[]> {
  const marked = process.platform === "linux" ? markedOnLinux(origin) : await markedElsewhere(origin);
  return marked.filter((pid) => pid !== process.pid && signalProcess(pid, "SIGKILL"));
}

function markedOnLinux(origin: string): number[] {
  const wanted = `${originVariable}=${origin}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(wanted);
      } catch {
        return false; // gone, or another user's
      }
    })
    .map(Number);
}

/** macOS shows the environment of the user's own processes behind their commands; Windows ends children with their job. */
async function markedElsewhere(origin: string): Promise<number[]> {
  if (process.platform !== "darwin") return [];
  try {
    const { stdout } = await run("/bin/ps", ["-E", "-x", "-o", "pid=,command="], { maxBuffer: 64 << 20 });
    const wanted = ` ${originVariable}=${origin}`;
    return stdout
      .split("\n")
      .filter((line) => `${line} `.includes(`${wanted} `))
      .map((line) => Number.parseInt(line.trim(), 10))
      .filter(Number.isInteger);
  } catch {
    return [];
  }
}
