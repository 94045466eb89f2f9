import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { z } from "zod";

/** A small JSON file the shell keeps about itself. A missing or damaged one reads as null: it is never worth an error. */
export function readKept<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Replaces the file in one step. What cannot be written is lost silently: the next start uses the defaults. */
export function writeKept(file: string, value: unknown): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // No place on disk for a window's position: nothing a person could do about it here.
  }
}
