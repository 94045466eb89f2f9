import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One process per profile, by a file with the first one's id; a later one leaves its command line in a folder. */
export function lockInstance(profile: string, onOther: (argv: string[], cwd: string) => void): boolean {
  const lock = join(profile, "double.lock");
  const inbox = join(profile, "double.inbox");
  mkdirSync(inbox, { recursive: true });
  const first = readPid(lock);
  if (first !== null && isAlive(first)) {
    const file = join(inbox, `${process.pid}.json`);
    writeFileSync(`${file}.new`, JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
    renameSync(`${file}.new`, file);
    return false;
  }
  writeFileSync(lock, String(process.pid));
  process.on("exit", () => rmSync(lock, { force: true }));
  const read = () => {
    for (const name of readdirSync(inbox).filter((entry) => entry.endsWith(".json"))) {
      const { argv, cwd } = JSON.parse(readFileSync(join(inbox, name), "utf8")) as { argv: string[]; cwd: string }; // written above
      rmSync(join(inbox, name));
      onOther(argv, cwd);
    }
  };
  watch(inbox, read).unref();
  return true;
}

function readPid(file: string): number | null {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
