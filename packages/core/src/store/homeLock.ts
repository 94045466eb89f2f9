import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { AppError } from "../errors/index.ts";
import { fileError } from "./fileError.ts";

const HostInfo = z.object({
  pid: z.number(),
  startedAt: z.number(),
  url: z.string().optional(),
  socket: z.string().optional(),
});
/** The host that holds a home, as it wrote itself down. */
export type HostInfo = z.infer<typeof HostInfo>;

/** One host a home: the lock is the operating system's, so it is gone with its process however that ends. */
export interface HomeLock {
  /** Writes down where this host can be reached. */
  describe(info: HostInfo): void;
  release(): void;
}

/** Takes the home or throws `host_running`, naming the host that has it. */
export function lockHome(home: string): HomeLock {
  const lock = new Database(join(home, "host.lock"));
  try {
    lock.pragma("busy_timeout = 0");
    lock.pragma("locking_mode = EXCLUSIVE");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isTaken(error)) throw fileError(join(home, "host.lock"), error);
    const running = runningHost(home);
    const who = running === undefined ? home : [`pid ${running.pid}`, running.url, home].filter(Boolean).join(", ");
    throw new AppError("host_running", who, { cause: error });
  }
  return {
    describe: (info) => writeFileSync(join(home, "host.json"), JSON.stringify(info), { mode: 0o600 }),
    release: () => {
      rmSync(join(home, "host.json"), { force: true });
      lock.close();
    },
  };
}

/** Somebody else has it; anything else (a home that cannot be written, say) must not pass for that. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");

/** What the last host of this home wrote; it may be gone, so connecting is the proof. */
export function runningHost(home: string): HostInfo | undefined {
  try {
    const parsed = HostInfo.safeParse(JSON.parse(readFileSync(join(home, "host.json"), "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // no file, or one cut by a crash: nobody to name
  }
}
