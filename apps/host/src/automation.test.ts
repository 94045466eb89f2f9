import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AutomationRow, Run } from "@flightdeck/contract";
import { answer, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { flightdeck, served } from "./testing/command.ts";

/** A home, a project in it and a model; `run` is `flightdeck automation` with them. */
async function bench() {
  const home = await temporaryFolder();
  const repo = await temporaryRepository({ files: { "a.txt": "a\n" }, name: "app" });
  const model = await startModelServer();
  const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001", FLIGHTDECK_LOCAL_SERVERS: "" };
  const run = (...args: readonly string[]) =>
    flightdeck(["automation", ...args, "--home", home.path], { env }).finished;
  // The project is known from the first time that something ran in it.
  await flightdeck(["exec", "--home", home.path, "--cwd", repo.path, "Hello"], { env }).finished;
  const file = join(home.path, "mine.toml");
  return {
    home: home.path,
    env,
    repo,
    model,
    file,
    run,
    /** Imports an automation of the project. */
    make: async (name: string, prompt: string) => {
      const trigger = '[automation.trigger]\nkind = "daily"\ntime = "02:30"\n';
      await writeFile(
        file,
        `[[automation]]\nname = ${JSON.stringify(name)}\nprompt = ${JSON.stringify(prompt)}\nprojects = ["app"]\n${trigger}`,
      );
      return run("import", file);
    },
    list: async () => JSON.parse((await run("list", "--json")).stdout) as readonly AutomationRow[],
    [Symbol.asyncDispose]: async () => {
      await model.close();
      await repo[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

test("automations are imported, listed, paused and exported without a window", async () => {
  await using on = await bench();
  const imported = await on.make("Nightly \u202ereview", "Look at yesterday's commits");
  const list = await on.run("list");
  const exported = await on.run("export");
  const again = await on.run("import", on.file);
  const name = (await on.list())[0]?.name ?? "";
  const resumed = await on.run("resume", name.toUpperCase());
  const states = (await on.list()).map((row) => [row.name, row.paused]);
  const paused = await on.run("pause", name);
  const none = await on.run("pause", "Nobody");
  const to = join(on.home, "out.toml");
  await on.run("export", to);
  expect([imported, list, exported, again, resumed, paused, none].map(({ code }) => code)).toEqual([
    0, 0, 0, 0, 0, 0, 1,
  ]);
  expect(imported.stdout).toBe("Nightly ⟨202E⟩review\n");
  expect(list.stdout.split("\n")[1]).toMatch(/^Nightly ⟨202E⟩review +Every day at 02:30 +paused$/);
  expect(exported.stdout).toContain('name = "Nightly \\u202ereview"\n');
  expect(again.stdout).toBe("Nightly ⟨202E⟩review (2)\n");
  expect(states).toEqual([
    ["Nightly \u202ereview", false],
    ["Nightly \u202ereview (2)", true],
  ]);
  expect(none.stderr).toContain("there is no automation called 'Nobody'");
  expect((await readFile(to, "utf8")).match(/^\[\[automation\]\]/gm)).toHaveLength(2);
});

test("where no host runs, a run is waited for: what it reports is printed, and the exit code says what came of it", async () => {
  await using on = await bench();
  await on.make("Nightly", "Look");
  const finding = { title: "A leak", body: "It leaks.", priority: "P1" };
  on.model.script([
    answer(call("report", { outcome: "nothing", summary: "All is well." })),
    answer(say("Done.")),
    answer(call("report", { outcome: "found", summary: "One leak.", findings: [finding] })),
    answer(say("Done.")),
  ]);
  const clean = await on.run("run", "nightly");
  const found = await on.run("run", "Nightly", "--dry", "--json");
  const runs = await on.run("runs", "Nightly");
  expect([clean.code, clean.stdout]).toEqual([0, "All is well.\n"]);
  expect(clean.stderr).toContain("Nightly: found nothing\n");
  expect([found.code, JSON.parse(found.stdout) as Run]).toEqual([
    3,
    expect.objectContaining({ dry: true, state: "completed", outcome: "found", summary: "One leak." }),
  ]);
  expect(runs.stdout).toMatch(/app .*found 1 thing \(dry\)\n.*app .*found nothing\n$/s);
});

test("a run that waits for an approval is kept, and says so", async () => {
  await using on = await bench();
  await on.make("Asks", "scenario:approve npm test");
  const asked = await on.run("run", "Asks", "--wait");
  expect([asked.code, (await on.list())[0]?.lastRun?.state]).toEqual([130, "parked"]);
  expect(asked.stderr).toContain("Nobody can answer here, so it is kept");
});

test("a host that runs is used, and goes on", async () => {
  await using on = await bench();
  await on.make("Nightly", "Look");
  await using host = await served(on.home, on.env);
  const begun = await on.run("run", "Nightly");
  on.model.script([]);
  const waited = await on.run("run", "Nightly", "--wait", "--connect", host.url);
  const all = await on.run("pause", "--all");
  const runs = JSON.parse((await on.run("runs", "--json")).stdout) as readonly Run[];
  expect([begun.code, begun.stdout.trim(), all.code]).toEqual([0, expect.stringMatching(/^run_\w+$/), 0]);
  expect([0, 1]).toContain(waited.code); // the first one may still be at work
  expect(runs.map(({ id }) => id)).toContain(begun.stdout.trim());
  expect(runs.every(({ automationName }) => automationName === "Nightly")).toBe(true);
});

test("nothing begins by itself in a host that is there for one command", async () => {
  await using on = await bench();
  await on.make("Often", "Look");
  await writeFile(
    on.file,
    '[[automation]]\nname = "Minutely"\nprompt = "x"\nprojects = ["app"]\n[automation.trigger]\nkind = "every"\nminutes = 1\n',
  );
  await on.run("import", on.file);
  await on.run("resume", "Minutely");
  await on.run("run", "Often");
  const runs = JSON.parse((await on.run("runs", "--json")).stdout) as readonly Run[];
  expect(runs.map(({ automationName }) => automationName)).toEqual(["Often"]);
});

test("words that make no sense are told without a host, and a broken file by its line", async () => {
  await using on = await bench();
  const wrong = [["begin"], ["pause"], ["pause", "a", "--all"], ["list", "--dry"], ["import", "/nowhere/at/all.toml"]];
  const codes = await Promise.all(wrong.map(async (words) => (await on.run(...words)).code));
  await writeFile(
    on.file,
    '[[automation]]\nname = "A"\nprompt = "x"\nprojects = ["nobody"]\ntrigger.kind = "manual"\n',
  );
  const broken = await on.run("import", on.file);
  expect([codes, broken.code]).toEqual([wrong.map(() => 2), 1]);
  expect(broken.stderr).toContain('line 4, "A", projects.0: no project is called nobody');
  expect(await on.list()).toEqual([]);
});
