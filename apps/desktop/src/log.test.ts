import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "./log.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = () => new Date(0);

test("each line has its time and its source, and only the person can read it", () => {
  const file = join(folder, "logs/shell.log");
  openLog(file, { now })("host", "one\ntwo\n");
  expect(readFileSync(file, "utf8")).toBe("1970-01-01T00:00:00.000Z host: one\n1970-01-01T00:00:00.000Z host: two\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a full log is kept once beside the new one", () => {
  const file = join(folder, "shell.log");
  const log = openLog(file, { now, limit: 50 });
  for (const text of ["first", "second", "third", "fourth"]) log("shell", text);
  expect(readFileSync(`${file}.1`, "utf8")).toMatch(/first\n.*second\n$/);
  expect(readFileSync(file, "utf8")).toMatch(/^\S+ shell: third\n\S+ shell: fourth\n$/);
});

test("a log that cannot be written does not throw", () => {
  const log = openLog(join(folder, "gone/shell.log"), { now });
  rmSync(join(folder, "gone"), { recursive: true });
  expect(() => log("shell", "into nothing")).not.toThrow();
});
