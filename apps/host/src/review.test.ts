import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { flightdeck } from "./testing/command.ts";

const reports = (...findings: readonly unknown[]) =>
  answer(say(JSON.stringify({ findings, previous: [], summary: "" })));
const finding = {
  title: "Mend\u001b[31m this",
  body: "It is wrong.",
  priority: 1,
  confidence: 0.9,
  path: "a.ts",
  side: "new",
  start_line: 1,
  end_line: 1,
  suggestion: null,
};

test("a review without a window prints what it found, and its exit code says what came of it", async () => {
  await using repository = await temporaryRepository({ files: { "a.ts": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  const review = (...args: readonly string[]) =>
    flightdeck(["review", "--home", home.path, ...args], {
      cwd: repository.path,
      env: { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "k", FLIGHTDECK_LOCAL_SERVERS: "" },
    }).finished;
  const unchanged = await review();
  await writeFile(join(repository.path, "a.ts"), "b\n");
  model.script([reports(finding)]);
  const found = await review();
  model.script([reports()]);
  const clean = await review("--json");
  model.script([answer(say("?")), answer(say("?"))]);
  const broken = await review();
  const wrong = await review("--thread", "no thread");
  expect([unchanged, found, clean, broken, wrong].map(({ code }) => code)).toEqual([1, 3, 0, 1, 2]);
  expect(unchanged.stderr).toContain("There is nothing to review");
  expect(found.stdout).toBe("P1 a.ts:1 Mend⟨1B⟩[31m this\n   It is wrong.\n");
  expect(JSON.parse(clean.stdout)).toMatchObject({ review: { state: "completed", files: 1 }, findings: [] });
  expect(broken.stderr).toContain("could not be read");
});
