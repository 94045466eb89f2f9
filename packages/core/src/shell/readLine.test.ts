import { tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteLine } from "./testing/quote.ts";
import { readLine, type Run } from "./readLine.ts";
import { damagedLine, randomLine } from "./testing/randomLines.ts";
import { stubbedBash } from "./testing/stubbedBash.ts";
import type { Word } from "./types.ts";

const show = ({ text, certain, many }: Word): string => (certain ? text : many ? `${text}…*` : `${text}…`);
const commandsOf = (runs: readonly Run[]): readonly string[] =>
  runs.flatMap((run) => [run.words.map(show).join(" "), ...commandsOf(run.inner?.runs ?? [])]);
const read = (line: string): readonly string[] => {
  const { runs, certain } = readLine(line);
  return [...commandsOf(runs), ...(certain ? [] : ["?"])];
};

test.each([
  ["a b | c && d || e; f & g\nh", ["a b", "c", "d", "e", "f", "g", "h"]],
  ["(a; b) | { c; }", ["a", "b", "c"]],
  ["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
  ["for x in $(a) b; do c $x; done", ["a", "", "c …*"]],
  ["while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]],
  ["case $(a) in b|c) d;; (e) f;& *) g; esac && h", ["a", "d", "f", "g", "h"]],
  ["select x in a; do b; done", ["b"]],
  ["f() { a; }; function g { b; }; f", ["a", "b", "f", "?"]],
  ["a \"$(b 'c d')\" `e \\`f\\`` ${x:-$(g)} $((1 + $(h)))", ["b c d", "f", "e …*", "g", "h", "a … …* …* …*"]],
  ["a <(b) >(c)", ["b", "c", "a … …"]],
  ["a 'b c' \"d e\" f\\ g $'h\\ti' \"j\"'k'l", ["a b c d e f g h\ti jkl"]],
  ['a $x "$x" "$@" *.ts {b,c} ~/d e{} {}', ["a …* … …* …* …* … e{} {}"]],
  ["A=1 B=$(a) c", ["a", "c"]],
  ["a > b 2>&1 < c &> d >> e", ["a"]],
  ["a <<EOF\n$(b)\nEOF\nc", ["a", "b", "c"]],
  ["a <<'EOF'\n$(b)\nEOF\nc", ["a", "c"]],
  ["a <<-EOF\n\tb\n\tEOF\nc", ["a", "c"]],
  ["a # b; c\nd", ["a", "d"]],
  ["a \\\n  b", ["a b"]],
  ["[[ $(a) =~ ^(b|c)$ ]] && d", ["a", "d"]],
  ["((x = $(a) + 1)) && b", ["a", "b"]],
  ["time -p a; ! b; coproc c", ["a", "b", "c"]],
  ["bash -c 'a; b'", ["bash -c a; b", "a", "b"]],
  ["sh -lc \"bash -ec 'a'\"", ["sh -lc bash -ec 'a'", "bash -ec a", "a"]],
  ['bash -c "$x"', ["bash -c …", "…*"]],
  ["a | sh", ["a", "sh", "…*"]],
  ["bash <<'EOF'\na\nEOF", ["bash", "a"]],
  ["bash <<< 'a b'", ["bash", "a b"]],
  ["bash x.sh y", ["bash x.sh y", "x.sh y"]],
  ["eval 'a b' c", ["eval a b c", "a b c"]],
  ["trap 'a' EXIT", ["trap a EXIT", "a"]],
  ["sudo -u me -E A=1 b c", ["sudo -u me -E A=1 b c", "b c"]],
  ["env -i A=1 -u B c", ["env -i A=1 -u B c", "c"]],
  ["env -S 'a b' c", ["env -S a b c", "env a b c", "a b c"]],
  [
    "nice -n 5 nohup timeout -k 1 5 a",
    ["nice -n 5 nohup timeout -k 1 5 a", "nohup timeout -k 1 5 a", "timeout -k 1 5 a", "a"],
  ],
  ["xargs -n1 -I{} a {} b", ["xargs -n1 -I{} a {} b", "a … b"]],
  ["find . -name x -exec a {} + -exec b {} \\;", ["find . -name x -exec a {} + -exec b {} ;", "a …*", "b …"]],
  ["ssh -p 22 host 'a && b'", ["ssh -p 22 host a && b", "a", "b"]],
  ["command -v a; command a; builtin b; exec c", ["command -v a", "command a", "a", "builtin b", "b", "exec c", "c"]],
  ["git -c alias.x='!rm' x", ["git -c alias.x=!rm x", "…*"]],
  ["git rebase -x 'a b' main", ["git rebase -x a b main", "a b"]],
  ["git submodule foreach 'a'", ["git submodule foreach a", "a"]],
  ["env a.b=1 c", ["env a.b=1 c", "c"]],
  ["env -S '-i a'", ["env -S -i a", "env -i a", "a"]],
  ["env -S 'a\\_b'", ["env -S a\\_b", "…*"]],
  ["bash -oc posix 'a'", ["bash -oc posix a", "a"]],
  ["bash -posix a <<< b", ["bash -posix a", "a"]],
  ["bash 3<<< a 0<<< b 4<<< c", ["bash", "b"]],
  ["bash /dev/stdin <<< a", ["bash /dev/stdin", "a"]],
  ["source /dev/stdin <<< a", ["source /dev/stdin", "a"]],
  ["eval -- a", ["eval -- a", "a"]],
  ["jobs -x a b", ["jobs -x a b", "a b"]],
  ["mapfile -C a x", ["mapfile -C a x", "…*"]],
  ["/usr/lib/git-core/git-push x", ["/usr/lib/git-core/git-push x", "git push x"]],
  ["git config alias.a b", ["git config alias.a b", "…*"]],
  ["GIT_CONFIG_KEY_0=alias.a git a", ["…*", "git a"]],
  ["GIT_CONFIG_GLOBAL=/dev/null git a", ["git a"]],
  ["export GIT_PAGER='a b'", ["a b", "export GIT_PAGER=a b"]],
  ["BASH_ALIASES[a]='b'", ["…*", ""]],
  ["declare 'BASH_CMDS[a]=b'", ["declare BASH_CMDS[a]=b", "…*"]],
  ["pnpm -C x exec a", ["pnpm -C x exec a", "x exec a", "exec a", "a", "a", "…*"]],
  ["[[\u00a0x\na\n]]", ["…*", "a", "]]"]],
  ["{\u00a0,a} b", ["…* b"]],
  ["[\u00a0a]b c", ["…* c"]],
  ["for x in 'a[$(b)]'; do ((x)); done", ["", "…*"]],
  ["for x in a b; do ((x)); done", []],
  ["for PATH in a; do b; done", ["", "b"]],
  ["((PATH = 1)); a {PATH}>b", ["", "", "a"]],
  ["coproc PATH { a; }", ["", "a"]],
  ["[[ 'x[$(a)]' -eq 1 ]]", ["…*", "?"]],
  ["set -- 'x[$(a)]'; (($1))", ["set -- x[$(a)]", "…*"]],
  ["read x <<< 'x[$(a)]'; ((x))", ["read x", "…*"]],
  ["printf -v x '\\44(a)'", ["printf -v x \\44(a)", "…*"]],
  ["x=$y'a[$(b)]'", ["", "…*"]],
  ["bash -c '((a))' b 'c[$(d)]'", ["bash -c ((a)) b c[$(d)]", "…*"]],
  ["GIT_PAGER='a b' git log", ["a b", "git log"]],
  ["npx -y a b", ["npx -y a b", "a b"]],
  ["sudo --odd a", ["sudo --odd a", "a", "…*"]],
  ["x='a[$(b)]'; ((x))", ["", "…*"]],
  ["((x[\\$(a)]))", ["…*", "?"]],
  ["x=($(a <<E\nE\nb; c))", ["…*", "?"]],
  ["alias a='b'", ["alias a=b", "…*"]],
  ["a 'b", ["…*", "?"]],
  ["a\n)", ["a", "…*", "?"]],
  ["${ a; }", ["…*", "?"]],
  ["$\\\n(a)", ["…*", "?"]],
])("%s", (line, expected) => {
  expect(read(line)).toEqual(expected);
});

test("words in quotes are read back as they were", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: "binary" }).filter((word) => !word.includes("\0")),
        { minLength: 1 },
      ),
      (words) => {
        expect(readLine(quoteLine(words)).runs[0]?.words.map(({ text }) => text)).toEqual(words);
      },
    ),
    { numRuns: 500 },
  );
});

test("no text makes it throw", () => {
  const noise = fc.string({ unit: fc.constantFrom(..."ab '\"`$(){}[]<>|&;\\\n#!*?~=-@".split("")), maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(noise, damagedLine, fc.string({ unit: "binary" })), (line) => {
      expect(readLine(line).runs).toBeInstanceOf(Array);
    }),
    { numRuns: 2_000 },
  );
});

test("a hundred thousand hostile characters are read in linear steps", () => {
  const patterns = [
    "(",
    "$(",
    "`",
    "a ",
    '"$(',
    "a\\\n",
    "{",
    "x=(",
    "${",
    "$((",
    "if ",
    "<<A ",
    "'",
    "\\`",
    "sudo ",
    "sudo --x ",
    "find -exec a ; ",
    "env -S ",
    "bash -c ",
    "eval ",
    "a|",
    "a;",
    "[[ ",
    "case a in ",
    "$'\\",
    "xargs -Q ",
  ];
  for (const pattern of patterns) {
    // What grew with the square of the length would not come back.
    const line = pattern.repeat(Math.ceil(100_000 / pattern.length));
    expect(readLine(line).runs.length, pattern).toBeLessThan(110_000);
  }
});

/** Could the words of a command as it was read have become these? */
function couldBe(words: readonly Word[], argv: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const { text, certain, many } of words) {
    const after = new Set<number>();
    for (const at of reachable) {
      const found = argv[at];
      if (certain ? found === text : found?.startsWith(text) === true) after.add(at + 1);
      if (many) for (let to = at; to <= argv.length; to += 1) if (text === "" || found?.startsWith(text)) after.add(to);
    }
    reachable = after;
  }
  return reachable.has(argv.length);
}

const couldRun = (runs: readonly Run[], argv: readonly string[]): boolean =>
  runs.some((run) => couldBe(run.words, argv) || couldRun(run.inner?.runs ?? [], argv));

const knownOnly = (runs: readonly Run[]): readonly Run[] =>
  runs
    .filter(({ words }) => words[0]?.certain !== false || words.length > 1)
    .map((run) =>
      run.inner === undefined ? run : { ...run, inner: { ...run.inner, runs: knownOnly(run.inner.runs) } },
    );

test("every command that bash runs was seen", () => {
  using bash = stubbedBash();
  let ran = 0;
  let known = 0;
  const check = (line: string): void => {
    const { runs } = readLine(line);
    for (const argv of bash.run(line)) {
      ran += 1;
      if (couldRun(knownOnly(runs), argv)) known += 1;
      else expect({ line, argv, seen: couldRun(runs, argv) }).toEqual({ line, argv, seen: true });
    }
  };
  fc.assert(fc.property(randomLine, check), { numRuns: tries(150) });
  fc.assert(fc.property(damagedLine, check), { numRuns: tries(150) });
  // It would prove nothing if everything were read as something unknown.
  expect({ many: ran > 150, mostlyKnown: known / ran > 0.8 }).toEqual({ many: true, mostlyKnown: true });
});
