import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ProjectId, type RulesEvent } from "@flightdeck/contract";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { readLine } from "../shell/index.ts";
import { plainSurroundings } from "./ruleFile.ts";
import { openRules, type Rules, type SaveRule } from "./rules.ts";

const blog = ProjectId.parse("p1");
const shop = ProjectId.parse("p2");
const none = { match: [], not_match: [] };

async function setting(trusted?: boolean) {
  const folder = await temporaryFolder("flightdeck-rules-");
  const home = join(folder.path, "home");
  const repository = join(folder.path, "blog");
  mkdirSync(join(repository, ".flightdeck"), { recursive: true });
  mkdirSync(home);
  const failures: unknown[] = [];
  const rules = openRules({
    home,
    projects: () => [{ id: blog, path: repository, trusted }],
    report: (_message, error) => failures.push(error),
  });
  return {
    rules,
    user: join(home, "rules", "rules.toml"),
    own: (id: string) => join(home, "rules", "projects", `${id}.toml`),
    shared: join(repository, ".flightdeck", "rules.toml"),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const allow = (...prefix: string[]): SaveRule => ({ scope: "user", rule: { prefix, decision: "allow", ...none } });
const verdict = (rules: Rules, command: string, project = blog) =>
  rules.judge(project, readLine(command), plainSurroundings).decision;
const shown = ({ rules, problems }: RulesEvent) => ({
  rules: rules.map(({ prefix, decision, scope, problem }) => ({ prefix, decision, scope, problem })),
  problems,
});

test("a rule that is saved is in force at once, and gone when it is removed", async () => {
  await using at = await setting();
  const { id } = at.rules.save(allow("npm", "test"));
  const during = verdict(at.rules, "npm test");
  at.rules.remove(id);
  expect([during, verdict(at.rules, "npm test"), statSync(at.user).mode & 0o777]).toEqual(["allow", "none", 0o600]);
});

test("saying the same twice makes one rule", async () => {
  await using at = await setting();
  const [first, second] = [at.rules.save(allow("npm", "test")), at.rules.save(allow("npm", "test"))];
  expect([second, at.rules.list().rules.length]).toEqual([first, 1]);
});

test("comments and the other rules survive what is changed by a person in the window", async () => {
  await using at = await setting();
  const text = `# My rules

# pushing is mine
[[rule]]
prefix = ["git", "push"] # all of it
decision = "forbid"

# tests
[[rule]]
prefix = ["npm", "test"]
decision = "allow"

# the end
`;
  writeFileSync(at.user, text);
  const [push, tests] = at.rules.list().rules;
  at.rules.save({ id: tests?.id, scope: "user", rule: { prefix: ["npm", ["test", "t"]], decision: "ask", ...none } });
  const edited = readFileSync(at.user, "utf8");
  at.rules.save(allow("make"));
  at.rules.remove(push?.id ?? "");
  expect([edited, readFileSync(at.user, "utf8")]).toEqual([
    text.replace(
      'prefix = ["npm", "test"]\ndecision = "allow"',
      'prefix = [ "npm", [ "test", "t" ] ]\ndecision = "ask"',
    ),
    `# My rules

# pushing is mine

# tests
[[rule]]
prefix = [ "npm", [ "test", "t" ] ]
decision = "ask"

# the end

[[rule]]
prefix = [ "make" ]
decision = "allow"
`,
  ]);
});

test("a rule moves from one project to all of them", async () => {
  await using at = await setting();
  const { id } = at.rules.save({ ...allow("npm", "test"), scope: "project", projectId: blog });
  const before = [verdict(at.rules, "npm test"), verdict(at.rules, "npm test", shop)];
  at.rules.save({ ...allow("npm", "test"), id });
  const after = [verdict(at.rules, "npm test"), verdict(at.rules, "npm test", shop)];
  expect([before, after, at.rules.list().rules.length]).toEqual([["allow", "none"], ["allow", "allow"], 1]);
});

test("a rule whose examples fail is not in force and says why; others of its file are", async () => {
  await using at = await setting();
  writeFileSync(
    at.user,
    `[[rule]]
prefix = ["npm"]
decision = "forbid"
not_match = ["npm test"]
[[rule]]
prefix = ["git", "push"]
decision = "forbid"
match = ["git push", "git stash push"]
[[rule]]
prefix = []
decision = "forbid"
[[rule]]
prefix = ["curl"]
decision = "forbid"
match = ["bash -c 'curl x'"]
not_match = ["echo curl"]
`,
  );
  expect({
    ...shown(at.rules.list()),
    verdicts: ["npm x", "git push", "curl x"].map((line) => verdict(at.rules, line)),
  }).toEqual({
    rules: [
      {
        prefix: ["npm"],
        decision: "forbid",
        scope: "user",
        problem: "It should not match its example `npm test` and does",
      },
      {
        prefix: ["git", "push"],
        decision: "forbid",
        scope: "user",
        problem: "It should match its example `git stash push` and does not",
      },
      { prefix: ["curl"], decision: "forbid", scope: "user", problem: undefined },
    ],
    problems: [expect.stringMatching(/rules\.toml: rule 3 is not valid: prefix/)],
    verdicts: ["none", "none", "forbid"],
  });
});

test("a file that is no TOML is told, is not written over, and keeps no other file from holding", async () => {
  await using at = await setting();
  writeFileSync(at.user, "[[rule\nprefix = 1");
  at.rules.save({ ...allow("make"), scope: "project", projectId: blog });
  expect(at.rules.list().problems).toEqual([expect.stringMatching(/is not valid TOML, so none of its rules hold/)]);
  expect(() => at.rules.save(allow("npm", "test"))).toThrow(expect.objectContaining({ code: "rule_invalid" }));
  expect([readFileSync(at.user, "utf8"), verdict(at.rules, "make")]).toEqual(["[[rule\nprefix = 1", "allow"]);
});

test("the strictest rule of all scopes wins", async () => {
  await using at = await setting(true);
  at.rules.save(allow("npm"));
  at.rules.save({ scope: "project", projectId: blog, rule: { prefix: ["npm", "publish"], decision: "ask", ...none } });
  writeFileSync(at.shared, '[[rule]]\nprefix = ["npm", "publish", "--force"]\ndecision = "forbid"\n');
  expect(["npm test", "npm publish", "npm publish --force"].map((line) => verdict(at.rules, line))).toEqual([
    "allow",
    "ask",
    "forbid",
  ]);
});

test.each([
  [undefined, ["none", "none"], "The project is not trusted, so its own rules do not hold"],
  [false, ["none", "none"], "The project is not trusted, so its own rules do not hold"],
  [true, ["none", "forbid"], undefined],
])(
  "a repository's rules hold once it is trusted (%s), and never allow anything",
  async (trusted, verdicts, problem) => {
    await using at = await setting(trusted);
    writeFileSync(
      at.shared,
      '[[rule]]\nprefix = ["node"]\ndecision = "allow"\n[[rule]]\nprefix = ["curl"]\ndecision = "forbid"\n',
    );
    const [node, curl] = at.rules.list().rules;
    expect([["node x", "curl x"].map((line) => verdict(at.rules, line)), curl?.problem, typeof node?.problem]).toEqual([
      verdicts,
      problem,
      "string",
    ]);
    expect(() => at.rules.remove(curl?.id ?? "")).toThrow(expect.objectContaining({ code: "rule_not_found" }));
  },
);

test("a repository's rule file that leads elsewhere, never ends or is huge is told and not read", async () => {
  await using at = await setting(true);
  const elsewhere = join(at.shared, "..", "..", "written-by-an-agent.toml");
  writeFileSync(elsewhere, '[[rule]]\nprefix = ["node"]\ndecision = "forbid"\n');
  const told = (make: () => void): string | undefined => {
    rmSync(at.shared, { force: true });
    make();
    const { rules, problems } = at.rules.list();
    return rules.length > 0 ? "read" : problems[0]?.split(": ").at(-1);
  };
  expect({
    link: told(() => symlinkSync(elsewhere, at.shared)),
    endless: told(() => symlinkSync("/dev/zero", at.shared)),
    pipe: told(() => execFileSync("mkfifo", [at.shared])),
    huge: told(() => writeFileSync(at.shared, "#".repeat((1 << 20) + 1))),
    nowhere: told(() => symlinkSync("nowhere", at.shared)),
    plain: told(() => copyFileSync(elsewhere, at.shared)),
  }).toEqual({
    link: "it is a link, and links are not followed",
    endless: "it is a link, and links are not followed",
    pipe: "it is not a file",
    huge: "it is larger than 1 MiB",
    nowhere: undefined,
    plain: "read",
  });
});

test("a file that is changed by hand holds at the next command", async () => {
  await using at = await setting();
  writeFileSync(at.user, '[[rule]]\nprefix = ["aa"]\ndecision = "forbid"\n');
  const before = [verdict(at.rules, "aa"), verdict(at.rules, "bb")];
  writeFileSync(at.user, '[[rule]]\nprefix = ["bb"]\ndecision = "forbid"\n');
  utimesSync(at.user, 1, 1);
  expect([before, [verdict(at.rules, "aa"), verdict(at.rules, "bb")]]).toEqual([
    ["forbid", "none"],
    ["none", "forbid"],
  ]);
});

test("who watches hears of what is saved and of what changes on disk", async () => {
  await using at = await setting();
  const stop = new AbortController();
  const events = at.rules.watch(stop.signal);
  const next = async () => shown((await events.next()).value as RulesEvent).rules.map(({ prefix }) => prefix.join(" ")); // it goes on
  const first = await next();
  at.rules.save(allow("make"));
  const second = await next();
  writeFileSync(at.user, '[[rule]]\nprefix = ["curl"]\ndecision = "forbid"\n');
  let third = await next();
  while (third.join() !== "curl") third = await next();
  stop.abort();
  expect([first, second, third]).toEqual([[], ["make"], ["curl"]]);
});

test.each([
  ["a project's rule without its project", { ...allow("x"), scope: "project" }, "rule_invalid"],
  [
    "an example that it does not match",
    { scope: "user", rule: { prefix: ["a"], decision: "ask", match: ["b"], not_match: [] } },
    "rule_invalid",
  ],
  ["a rule that is gone", { ...allow("x"), id: "rule_gone" }, "rule_not_found"],
] as const)("%s is refused", async (_name, input, code) => {
  await using at = await setting();
  expect(() => at.rules.save(input as SaveRule)).toThrow(expect.objectContaining({ code })); // readonly as written here
});
