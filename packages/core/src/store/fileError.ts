import { diskError, messageOf } from "../errors/index.ts";

/** SQLite says what is wrong but not with which file: names it. A failure that has a code of its own passes through. */
export function fileError(path: string, error: unknown): unknown {
  const known = diskError(error);
  const fromSqlite = error instanceof Error && error.name === "SqliteError";
  return known === error && fromSqlite ? new Error(`${path}: ${messageOf(error)}`, { cause: error }) : known;
}
