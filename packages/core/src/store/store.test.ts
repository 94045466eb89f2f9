import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileError } from "./fileError.ts";
import { lockHome } from "./homeLock.ts";
import { migrate, migrations, schemaVersion } from "./migrate.ts";
import { openStore } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a new home gets the newest schema", () => {
  const store = openStore(join(folder, "flightdeck.db"));
  expect(schemaVersion(store.db)).toBe(migrations.at(-1)?.id);
  store.close();
});

test("every migration has run, in the order of their ids", () => {
  expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1));
});

test("a home of a later version is refused and left as it is", () => {
  const path = join(folder, "flightdeck.db");
  const db = new Database(path);
  db.pragma("user_version = 9999");
  db.close();
  expect(() => openStore(path)).toThrow(expect.objectContaining({ code: "home_newer" }));
  const after = new Database(path);
  expect(schemaVersion(after)).toBe(9999);
  after.close();
});

test("a migration that fails leaves the version before", () => {
  const db = new Database(":memory:");
  migrate(db);
  const broken = {
    id: (migrations.at(-1)?.id ?? 0) + 1,
    name: "broken",
    up: (inside: Database.Database) => {
      inside.exec("CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1)");
    },
  };
  expect(() => migrate(db, [...migrations, broken])).toThrow("nowhere");
  expect({
    version: schemaVersion(db),
    half: db.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").all(),
  }).toEqual({ version: migrations.at(-1)?.id, half: [] });
});

test("a transaction that throws changes nothing, and nested ones join it", () => {
  const store = openStore(":memory:");
  const put = (key: string) => store.db.prepare("INSERT INTO drafts VALUES (?, 'text', 0)").run(key);
  expect(() =>
    store.transaction(() => {
      put("a");
      store.transaction(() => put("b"));
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(store.db.prepare("SELECT key FROM drafts").all()).toEqual([]);
});

test("a full disk is a typed error and loses nothing that was written", () => {
  const store = openStore(join(folder, "flightdeck.db"));
  store.transaction(() => store.db.prepare("INSERT INTO drafts VALUES ('kept', 'text', 0)").run());
  const pages = Number(store.db.pragma("page_count", { simple: true }));
  store.db.pragma(`max_page_count = ${pages}`);
  expect(() =>
    store.transaction(() => store.db.prepare("INSERT INTO drafts VALUES ('big', ?, 0)").run("x".repeat(1_000_000))),
  ).toThrow(expect.objectContaining({ code: "disk_full" }));
  expect(store.db.prepare("SELECT key FROM drafts").all()).toEqual([{ key: "kept" }]);
  store.close();
});

test("an older home is copied before its schema changes, and the newest three copies are kept", () => {
  const path = join(folder, "flightdeck.db");
  const steps = [...migrations];
  const first = steps.length;
  for (let id = first + 1; id <= first + 4; id++) {
    openStore(path, steps).close();
    steps.push({ id, name: `step ${id}`, up: (db) => db.exec(`CREATE TABLE step${id} (id TEXT) STRICT`) });
  }
  openStore(path, steps).close();
  const copies = readdirSync(folder).filter((name) => name.endsWith(".backup"));
  const newest = new Database(join(folder, `flightdeck.db.v${first + 3}.backup`));
  expect({ copies: copies.sort(), version: schemaVersion(newest) }).toEqual({
    copies: [1, 2, 3].map((step) => `flightdeck.db.v${first + step}.backup`),
    version: first + 3,
  });
  newest.close();
});

test("a file that is no database is named, and does not pass for a home that is taken", () => {
  for (const name of ["host.lock", "flightdeck.db"])
    writeFileSync(join(folder, name), "no database at all. ".repeat(500));
  expect(() => lockHome(folder)).toThrow(`${join(folder, "host.lock")}: file is not a database`);
  expect(() => openStore(join(folder, "flightdeck.db"))).toThrow(
    `${join(folder, "flightdeck.db")}: file is not a database`,
  );
});

test("a disk without room for a first page is full, not broken", () => {
  expect(fileError("flightdeck.db", new Database.SqliteError("disk I/O error", "SQLITE_IOERR_SHMSIZE"))).toMatchObject({
    code: "disk_full",
  });
});
