import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const LOG_LIMIT = 4 * 1024 * 1024;

/** Writes unexpected failures to `logs/host.log`, which is capped: a full one becomes `host.1.log`. Must not throw. */
export function openLog(home: string): (message: string, error: unknown) => void {
  const path = join(home, "logs", "host.log");
  return (message, error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const line = `${new Date().toISOString()} ${message}: ${text}\n`;
    try {
      mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT)
        renameSync(path, join(home, "logs", "host.1.log"));
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      process.stderr.write(line); // a full disk, say: there is nowhere else to tell it
    }
  };
}
