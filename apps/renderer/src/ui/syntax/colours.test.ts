import { expect, test } from "vitest";
import { createColours } from "./colours.ts";

test("what was coloured is at hand at once, and read once however often it is asked for", async () => {
  let reads = 0;
  const colours = createColours((code) => {
    reads += 1;
    return Promise.resolve([`<${code}>`]);
  });
  expect(colours.kept("a", "ts")).toBeUndefined();
  await Promise.all([colours.read("a", "ts"), colours.read("a", "ts")]);
  await colours.read("a", "ts");
  expect([colours.kept("a", "ts"), colours.kept("a", "js"), reads]).toEqual([["<a>"], undefined, 1]);
});

test("the room is bounded: what was not looked at for longest goes first", async () => {
  const colours = createColours((code) => Promise.resolve([code.charAt(0)]));
  const long = (name: string) => name + "x".repeat(250_000);
  for (const name of ["a", "b"]) await colours.read(long(name), "ts");
  colours.kept(long("a"), "ts");
  await colours.read(long("c"), "ts");
  expect(["a", "b", "c"].map((name) => colours.kept(long(name), "ts"))).toEqual([["a"], undefined, ["c"]]);
});

test("a highlighter that fails leaves the code plain, and is not asked again", async () => {
  let reads = 0;
  const colours = createColours(() => {
    reads += 1;
    return Promise.reject(new Error("no such language"));
  });
  expect([await colours.read("a", "x"), await colours.read("a", "x"), reads]).toEqual([undefined, undefined, 1]);
});
