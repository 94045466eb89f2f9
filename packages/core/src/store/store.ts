import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { diskError } from "../errors/index.ts";
import { fileError } from "./fileError.ts";
import { type Migration, migrate, migrations, schemaVersion } from "./migrate.ts";

const BACKUPS_KEPT = 3;

/** The database of one home: opened once by the host, closed by it. */
export interface Store {
  readonly db: Database.Database;
  /** Runs `work` in one transaction; nested calls join the outer one. A full disk is the typed `disk_full`. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens (or makes) the database file, ":memory:" in tests. An older file is backed up beside itself before its schema
 * is changed. Throws AppError `home_newer` for a file of a later version, `disk_full` when there is no room.
 */
export function openStore(path: string, steps: readonly Migration[] = migrations): Store {
  const db = new Database(path);
  try {
    db.pragma("journal_mode = WAL");
    // An acknowledged message must survive the death of the process, not of the power supply.
    db.pragma("synchronous = NORMAL");
    db.pragma("foreign_keys = ON");
    db.pragma("busy_timeout = 2000");
    backUp(db, path, steps);
    migrate(db, steps);
  } catch (error) {
    db.close();
    throw fileError(path, error);
  }
  return {
    db,
    transaction: (work) => {
      if (db.inTransaction) return work();
      try {
        return db.transaction(work).immediate();
      } catch (error) {
        throw diskError(error);
      }
    },
    close: () => db.close(),
  };
}

/** Copies a file whose schema is about to change, and keeps the newest three such copies. */
function backUp(db: Database.Database, path: string, steps: readonly Migration[]): void {
  const version = schemaVersion(db);
  if (path === ":memory:" || version === 0 || version >= (steps.at(-1)?.id ?? 0)) return;
  const copy = `${path}.v${version}.backup`;
  if (!existsSync(copy)) db.prepare("VACUUM INTO ?").run(copy);
  const prefix = `${basename(path)}.v`;
  const copies = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith(".backup"))
    .sort((a, b) => Number.parseInt(b.slice(prefix.length)) - Number.parseInt(a.slice(prefix.length)));
  for (const old of copies.slice(BACKUPS_KEPT)) rmSync(join(dirname(path), old));
}
