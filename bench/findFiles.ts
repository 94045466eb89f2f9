import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { connect, startHost } from "../e2e/host.ts";
import type { Bench } from "./bench.ts";

const fileCount = 100_000;

/** What is typed behind an @, letter by letter: a name, a path, letters that stand apart, a word that is nowhere. */
const wanted = ["composer", "harbour/src/led", "cmpsrv42", "storeview", "README", "zebra crossing"];

const parts = (
  "composer message thread turn review landing worktree sandbox model provider settings window pane panel store draft " +
  "editor server ledger harbour view list table index parser reader writer queue lane card"
).split(" ");

/** Paths as a large repository has them: the same in each run. */
function* paths(): Generator<string> {
  let state = 7;
  const part = () => {
    state = (state * 48_271) % 2_147_483_647;
    return parts[state % parts.length] ?? "";
  };
  for (let count = 0; count < fileCount; count += 1)
    yield `packages/${part()}/src/${part()}/${part()}-${part()}${count}.${count % 5 === 0 ? "test.ts" : "ts"}`;
}

/** From a letter in the composer to the files that are offered, at the client. */
export const findFiles: Bench<"find" | "worst"> = {
  name: "find-files",
  figures: {
    find: { name: "find among 100,000 files, each letter typed", unit: "ms", budget: 30, peers: {} },
    worst: { name: "find among 100,000 files, the slowest letter", unit: "ms", budget: 30, peers: {} },
  },
  async measure(runs) {
    await using home = await temporaryFolder("flightdeck-bench-");
    await using repository = await temporaryRepository({ files: { "README.md": "# Bench\n" } });
    for (const path of paths()) {
      const file = join(repository.path, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, "");
    }
    await repository.git("add", "--all");
    await repository.git("commit", "--quiet", "--message", "Many files");
    await using host = await startHost({ home: home.path });
    using connection = await connect(host.url);
    const { client } = connection;
    const { id } = await client.projects.open({ path: repository.path });
    const place = { projectId: id };
    const began = performance.now();
    await client.files.find({ place, text: "", limit: 30 });
    const first = Math.round(performance.now() - began);
    await client.files.find({ place, text: "", limit: 30, wait: true });
    process.stderr.write(
      `find-files: the first answer came after ${first} ms, all was read after ${Math.round(performance.now() - began)} ms\n`,
    );
    const find: number[] = [];
    const worst: number[] = [];
    // The first round is the engine's, which compiles what runs often.
    for (let run = 0; run <= runs * 3; run += 1) {
      const samples: number[] = [];
      for (const text of wanted) {
        for (let end = 1; end <= text.length; end += 1) {
          const from = performance.now();
          await client.files.find({ place, text: text.slice(0, end), limit: 30 });
          samples.push(performance.now() - from);
        }
      }
      if (run === 0) continue;
      find.push(...samples);
      worst.push(Math.max(...samples));
    }
    return { find, worst };
  },
};
