import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareTrees, createShadows } from "../git/index.ts";
import { git, makeRepository, temporaryFolder, write } from "../git/testing/repository.ts";
import { createCounts } from "./counts.ts";

test("what is counted in pieces is what git counts at once, where names are no text and where there is little room", async () => {
  using folder = temporaryFolder();
  const root = makeRepository(join(folder.path, "project"), { a: "1\n", b: "1\n", c: "1\n" });
  const shadows = createShadows({ root: join(folder.path, "shadows") });
  const from = git(root, "rev-parse", "HEAD");
  const counts = [createCounts(), createCounts(1)];
  const steps: readonly (() => void)[] = [
    () => write(root, { a: "2\n", b: "2\n" }),
    () => writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0x66, 0xff)]), "1\n2\n"),
    () => write(root, { b: "1\n2\n3\n", c: "2\n" }),
  ];
  for (const step of steps) {
    step();
    const { tree: to } = await shadows.storedTree(root);
    const whole = await compareTrees(root, { from, to });
    for (const one of counts) expect(await one.between(root, { from, to })).toEqual(whole);
  }
});
