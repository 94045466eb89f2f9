import { expect, test } from "vitest";
import { type Entry, type EntryGroup, findEntries } from "./entries.ts";

const entry = (group: EntryGroup, title: string, words?: readonly string[]): Entry => ({
  key: `${group}:${title}`,
  group,
  title,
  words,
});
const entries = [
  entry("This thread", "Make the conversation shorter", ["compact"]),
  entry("This thread", "Close tab"),
  ...Array.from({ length: 8 }, (_, index) => entry("Threads", `Thread ${index}`)),
  entry("Window", "Settings"),
];
const titles = (typed: string, recent: readonly string[] = []) =>
  findEntries(entries, recent, typed).map(({ heading, found }) => [
    heading,
    found.map(({ entry: { title } }) => title),
  ]);

test("nothing typed shows what was used last, then everything, of the threads a few", () => {
  expect(titles("", ["Window:Settings", "gone", "Threads:Thread 3"])).toEqual([
    ["Recently used", ["Settings", "Thread 3"]],
    ["This thread", ["Make the conversation shorter", "Close tab"]],
    ["Threads", ["Thread 0", "Thread 1", "Thread 2", "Thread 4", "Thread 5", "Thread 6"]],
  ]);
});

test("letters find titles with their places, and words that are not shown", () => {
  const found = findEntries(entries, [], "clo");
  expect(found).toEqual([{ heading: "This thread", found: [{ entry: entries[1], marks: new Set([0, 1, 2]) }] }]);
  expect(titles("compact")).toEqual([["This thread", ["Make the conversation shorter"]]]);
  expect(titles("zzz")).toEqual([]);
});

test("a first sign narrows to threads, or to all but them", () => {
  expect(titles("#")).toEqual([["Threads", Array.from({ length: 8 }, (_, index) => `Thread ${index}`)]]);
  expect(titles("> set")[0]).toEqual(["Window", ["Settings"]]);
  expect(titles("> thread 1").flat()).not.toContain("Threads");
});

test("one of many comes when it is looked for, and among those used last", () => {
  const volume: Entry = { ...entry("Settings", "Volume"), onlyFound: true };
  const shown = (typed: string, recent: readonly string[] = []) =>
    findEntries([...entries, volume], recent, typed).flatMap(({ found }) => found.map(({ entry: { title } }) => title));
  expect([shown("").includes("Volume"), shown("vol"), shown("", [volume.key])[0]]).toEqual([
    false,
    ["Volume"],
    "Volume",
  ]);
});
