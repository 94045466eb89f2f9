import type { Migration } from "../migrate.ts";

/** What the workbench keeps: a table of each part that needs one. */
export const workbench: Migration = {
  id: 3,
  name: "workbench",
  up: (db) => db.exec(""),
};
