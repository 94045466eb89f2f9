import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { sep } from "node:path";
import { promisify } from "node:util";

/** Processes whose working folder is inside a folder. A process that ended or belongs to someone else is not counted. */
export async function processesIn(folder: string): Promise<readonly number[]> {
  if (process.platform === "linux") return fromProc(folder);
  if (process.platform === "darwin") return fromLsof(folder);
  // Windows itself refuses to move a folder that a process works in.
  return [];
}

const isInside = (folder: string, path: string): boolean => path === folder || path.startsWith(folder + sep);

async function fromProc(folder: string): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const inside = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
      return cwd !== undefined && isInside(folder, cwd);
    }),
  );
  const found = pids.filter((_, index) => inside[index]);
  const ours = await Promise.all(found.map(isOurGit));
  return found.filter((_, index) => !ours[index]).map(Number);
}

/** A git that this host started to look at the folder: gone in a moment, and nobody's work. */
async function isOurGit(pid: string): Promise<boolean> {
  // "<pid> (<name>) <state> <parent> …"
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(line) ?? [];
  return line === "" || (name === "git" && Number(parent) === process.pid);
}

async function fromLsof(folder: string): Promise<readonly number[]> {
  // lsof ends with 1 when it could not look at some process; what it found still counts.
  const { stdout } = await promisify(execFile)("lsof", ["-w", "-d", "cwd", "-F", "pn"], {
    maxBuffer: 1 << 26,
  }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }));
  const found: number[] = [];
  let pid = 0;
  for (const line of stdout.split("\n")) {
    if (line.startsWith("p")) pid = Number(line.slice(1));
    else if (line.startsWith("n") && isInside(folder, line.slice(1))) found.push(pid);
  }
  return found;
}
