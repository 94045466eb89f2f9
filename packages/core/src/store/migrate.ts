import type Database from "better-sqlite3";
import { AppError } from "../errors/index.ts";
import { initial } from "./migrations/001_initial.ts";
import { history } from "./migrations/002_history.ts";
import { workbench } from "./migrations/003_workbench.ts";
import { review } from "./migrations/004_review.ts";
import { automations } from "./migrations/005_automations.ts";

/** One step of the schema. The runner wraps it and its user_version in one transaction. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  up(db: Database.Database): void;
}

export const migrations: readonly Migration[] = [initial, history, workbench, review, automations];

export const schemaVersion = (db: Database.Database): number => Number(db.pragma("user_version", { simple: true }));

/** Brings the schema up to date. Throws `home_newer` when the file was written by a later version. */
export function migrate(db: Database.Database, steps: readonly Migration[] = migrations): void {
  const newest = steps.at(-1)?.id ?? 0;
  const found = schemaVersion(db);
  if (found > newest) throw new AppError("home_newer", `schema ${found}, this version knows ${newest}`);
  for (const step of steps.filter(({ id }) => id > found)) {
    db.transaction(() => {
      step.up(db);
      db.pragma(`user_version = ${step.id}`);
    }).immediate();
  }
}
