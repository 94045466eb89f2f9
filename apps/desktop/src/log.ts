import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Writes one line, or a piece of a child's output, with the time and who said it. Must not throw. */
export type Log = (source: "shell" | "host", text: string) => void;

/** Opens the shell's log. At `limit` bytes it becomes `<file>.1` and a new one starts, so the two never grow past twice that. */
export function openLog(file: string, { now, limit = 2 ** 20 }: { now: () => Date; limit?: number }): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let size = sizeOf(file);
  return (source, text) => {
    const lines = text.trimEnd().split("\n");
    const entry = lines.map((line) => `${now().toISOString()} ${source}: ${line}\n`).join("");
    try {
      if (size > limit) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, entry, { mode: 0o600 });
      size += Buffer.byteLength(entry);
    } catch {
      // A full disk must not take the window down; the log is the only place this could be told.
    }
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
