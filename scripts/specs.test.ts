import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { specArguments } from "./specs.mjs";

/** The specs that Playwright takes for these words: it looks for the pattern in the whole path. */
async function chosen(...words: readonly string[]): Promise<readonly string[]> {
  await using home = await temporaryFolder();
  const folder = join(home.path, "review of mainJob", "e2e");
  mkdirSync(folder, { recursive: true });
  const specs = ["mainJob.spec.ts", "review.spec.ts", "reviewMore.spec.ts", "harness.ts"];
  for (const spec of specs) writeFileSync(join(folder, spec), "");
  const patterns = specArguments(words, folder).map((pattern) => new RegExp(pattern, "i"));
  return specs.filter((spec) => patterns.some((pattern) => pattern.test(join(folder, spec))));
}

test("a word names specs, whatever the folders above them are called", async () => {
  expect([
    await chosen("review"),
    await chosen("mainjob", "more"),
    await chosen("e2e/mainJob.spec.ts"),
    await chosen("review.spec.ts"),
  ]).toEqual([
    ["review.spec.ts", "reviewMore.spec.ts"],
    ["mainJob.spec.ts", "reviewMore.spec.ts"],
    ["mainJob.spec.ts"],
    ["review.spec.ts"],
  ]);
});

test("a line goes along, options stay as they are, and without words all specs run", async () => {
  expect([specArguments(["mainJob:12", "--headed", "-g", "lands"]), specArguments(["--list"])]).toEqual([
    [expect.stringMatching(/mainJob\\\.spec\\\.ts\$:12$/), "--headed", "-g", "lands"],
    ["--list"],
  ]);
});

test("a word that names no spec says which there are", async () => {
  await expect(chosen("nothing")).rejects.toThrow(
    'There is no spec "nothing". There are: mainJob.spec.ts, review.spec.ts, reviewMore.spec.ts',
  );
});
