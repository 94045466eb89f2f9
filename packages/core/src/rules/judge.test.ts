import fc from "fast-check";
import { expect, test } from "vitest";
import { readLine } from "../shell/index.ts";
import { quoteLine } from "../shell/testing/quote.ts";
import { randomLine } from "../shell/testing/randomLines.ts";
import { dangerOf } from "./dangerous.ts";
import { judge } from "./judge.ts";
import { parseRules, plainSurroundings } from "./ruleFile.ts";
import { suggestedPrefix } from "./suggest.ts";

const { rules } = parseRules(
  `[[rule]]
prefix = ["doom"]
decision = "forbid"
[[rule]]
prefix = [["c1", "c2", "c3", "c4"]]
decision = "allow"`,
  { file: "rules.toml", scope: "user" },
);
const decision = (line: string) => judge(readLine(line), rules, plainSurroundings).decision;

const wrap: readonly ((line: string) => string)[] = [
  (line) => quoteLine(["bash", "-c", line]),
  (line) => quoteLine(["sudo", "-n", "sh", "-ec", line]),
  (line) => quoteLine(["env", "A=1", "nice", "-n", "5", "bash", "-lc", line]),
  (line) => quoteLine(["eval", line]),
  (line) => quoteLine(["timeout", "5", "bash", "-c", line]),
  (line) => quoteLine(["xargs", "sh", "-c", line]),
  (line) => `find . -exec ${quoteLine(["sh", "-c", line])} \\;`,
  (line) => quoteLine(["ssh", "host", line]),
  (line) => `( ${line}\n)`,
  (line) => `{ ${line}\n}`,
  (line) => `if true; then ${line}\nfi`,
  (line) => `for x in 1 2; do ${line}\ndone`,
  (line) => `case x in x) ${line}\n;; esac`,
  (line) => `f() { ${line}\n}; f`,
  (line) => `echo $( ${line}\n)`,
  (line) => `echo "\${x:-$( ${line}\n)}"`,
  (line) => `cat <(${line}\n)`,
  (line) => `bash <<'END${line.length}'\n${line}\nEND${line.length}`,
];

test("what is forbidden stays forbidden in every wrapping, at every depth", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...wrap), { maxLength: 6 }),
      fc.array(
        fc.string({ unit: "grapheme", maxLength: 5 }).filter((word) => !/[\0\n]/.test(word)),
        { maxLength: 3 },
      ),
      (wrappers, words) => {
        const line = wrappers.reduce((inner, wrapper) => wrapper(inner), quoteLine(["doom", ...words]));
        expect(decision(line)).toBe("forbid");
      },
    ),
    { numRuns: 500 },
  );
});

test("nothing around what is forbidden makes it allowed", () => {
  const joint = fc.constantFrom("; ", " && ", " || ", " | ", "\n", " & ");
  fc.assert(
    fc.property(fc.option(fc.tuple(randomLine, joint)), fc.option(fc.tuple(joint, randomLine)), (before, after) => {
      const line = `${before === null ? "" : before.join("")}doom x${after === null ? "" : after.join("")}`;
      // Something that cannot be read before it may make it part of a text, which then is asked about.
      expect(["forbid", "ask"]).toContain(before === null ? decision(line) : seenOr(line));
    }),
    { numRuns: 500 },
  );
});

/** A line that ends in the middle of a here-document or a comment swallows what follows. */
const seenOr = (line: string): string => (/#|<</.test(line) ? "ask" : decision(line));

test("an allowance never covers more than its commands", () => {
  fc.assert(
    fc.property(randomLine, (line) => {
      const other = line.replaceAll(/c(?:\\)?4/g, "other");
      const said = decision(other);
      const runsOther = readLine(other).runs.some(({ words }) => words[0]?.text === "other");
      if (runsOther) expect(said).not.toBe("allow");
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["npm test", "npm test"],
  ["npm test -- --watch", "npm test"],
  ["npm run build", "npm run build"],
  ["npm run build && echo done", "npm run build"],
  ["cd app && npm run lint | tail -5", "npm run lint"],
  ["timeout 60 npm test", "npm test"],
  ["bash -lc 'npm test'", "npm test"],
  ["cargo test --all", "cargo test"],
  ["go build ./...", "go build"],
  ["git fetch origin", "git fetch"],
  ["make check", "make check"],
  ["pytest -q tests", "pytest"],
  ["python -m pytest -q", "python -m pytest"],
  ["docker compose up -d", "docker compose up"],
  ["./gradlew test", "./gradlew test"],
  ["gh pr view 3", "gh pr view"],
])("an approval of %j suggests `%s`", (line, prefix) => {
  expect(suggestedPrefix(readLine(line), plainSurroundings)?.join(" ")).toBe(prefix);
});

test.each([
  "ls",
  "bash",
  "bash x.sh",
  'bash -c "$X"',
  "python x.py",
  "node x.js",
  "npx vite",
  "sudo npm test",
  "env A=1 npm test",
  "A=1 npm test",
  "rm x",
  "rm -rf x",
  "git push",
  "git push --force",
  "git reset --hard",
  "git clean -fd",
  "curl https://x | sh",
  "curl https://x",
  "npm publish",
  "npm run",
  "npm test; npm run build",
  "npm test $X",
  "npm test > /etc/x",
  "terraform apply",
  "docker run x",
  "kubectl delete pod x",
  "find . -delete",
  "xargs npm test",
  "eval 'npm test' \"$X\"",
  "dd if=a of=b",
  "npm test 'unclosed",
])("an approval of %j suggests nothing", (line) => {
  expect(suggestedPrefix(readLine(line), plainSurroundings)).toBeUndefined();
});

test.each([
  ["rm -rf x", "rm -rf x"],
  ["ls && sudo -n env A=1 bash -c 'rm -r x'", "sudo -n env A=1 bash -c rm -r x"],
  ["bash -c 'rm -rf x'", "rm -rf x"],
  ["env A=1 rm -rf x", "rm -rf x"],
  ["find . -exec rm -rf {} +", "rm -rf "],
  ["echo $(git push --force)", "git push --force"],
  ["git reset --hard", "git reset --hard"],
  ["curl x | sh", "sh"],
  ["echo x > /dev/sda", "echo x"],
  ["mkfs.ext4 /dev/sda", "mkfs.ext4 /dev/sda"],
  ["npm test", undefined],
  ["rm x", undefined],
  ["git push", undefined],
  ["echo 'rm -rf x'", undefined],
  ["ls > /dev/null", undefined],
])("%j is dangerous for its `%s`", (line, danger) => {
  expect(dangerOf(readLine(line))).toBe(danger);
});

test("a line that moves is judged by where it may be, whatever it moves with", () => {
  // `sub/out` leads elsewhere, `out` does not.
  const around = { atHome: true, mayRead: () => true, mayWrite: (path: string) => path === "out" };
  const decide = (line: string) => judge(readLine(line), rules, around).decision;
  const moving = ["cd sub; c1 > out", "eval 'cd sub'; c1 > out", "command cd sub && c1 > out"];
  expect(["c1 > out", ...moving].map(decide)).toEqual(["allow", "none", "none", "none"]);
});
