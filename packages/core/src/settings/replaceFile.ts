import { renameSync, writeFileSync } from "node:fs";
import { diskError } from "../errors/index.ts";

/** Writes a file of the owner's alone, whole or not at all: a crash leaves the old one. Throws `disk_full`. */
export function replaceFile(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode: 0o600 });
    renameSync(part, path);
  } catch (error) {
    throw diskError(error);
  }
}
