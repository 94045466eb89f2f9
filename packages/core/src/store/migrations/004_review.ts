import type { Migration } from "../migrate.ts";

/** What review keeps: a table of each part that needs one. */
export const review: Migration = {
  id: 4,
  name: "review",
  up: (db) =>
    db.exec(`
    `),
};
