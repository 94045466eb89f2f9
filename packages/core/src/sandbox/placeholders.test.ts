import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Placeholders } from "./placeholders.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a placeholder stands while somebody uses it, and goes some time after the last one", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".agents");
  const placeholders = new Placeholders();
  const first = placeholders.hold(path);
  const second = placeholders.hold(path);
  first?.();
  first?.();
  vi.runAllTimers();
  const used = existsSync(path);
  second?.();
  const rests = existsSync(path);
  vi.runAllTimers();
  expect({ used, rests, later: existsSync(path) }).toEqual({ used: true, rests: true, later: false });
});

test("one that rests is taken again, and made again where somebody removed it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, ".agents");
  const placeholders = new Placeholders();
  placeholders.hold(path)?.();
  const again = placeholders.hold(path);
  vi.runAllTimers();
  const kept = existsSync(path);
  again?.();
  rmdirSync(path);
  const anew = placeholders.hold(path);
  const made = existsSync(path);
  anew?.();
  vi.runAllTimers();
  expect({ kept, made, later: existsSync(path) }).toEqual({ kept: true, made: true, later: false });
});

test("what is really there is left alone, and so is what somebody put something into", async () => {
  await using folder = await temporaryFolder();
  const theirs = join(folder.path, ".flightdeck");
  mkdirSync(theirs);
  const filled = join(folder.path, ".agents");
  const placeholders = new Placeholders();
  const none = placeholders.hold(theirs);
  const release = placeholders.hold(filled);
  writeFileSync(join(filled, "file"), "");
  release?.();
  vi.runAllTimers();
  expect([none, existsSync(theirs), existsSync(join(filled, "file"))]).toEqual([undefined, true, true]);
});

test("closing removes what rests at once, and the rest with its last user", async () => {
  await using folder = await temporaryFolder();
  const [resting, used] = [join(folder.path, ".agents"), join(folder.path, ".flightdeck")];
  const placeholders = new Placeholders();
  placeholders.hold(resting)?.();
  const release = placeholders.hold(used);
  placeholders.close();
  const closed = [existsSync(resting), existsSync(used)];
  release?.();
  expect([closed, existsSync(used)]).toEqual([[false, true], false]);
});
