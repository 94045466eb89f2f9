import type { KnownRule } from "@flightdeck/contract";
import { isReading, type Run, type ShellLine } from "../shell/index.ts";
import { dangerOf } from "./dangerous.ts";
import { judge, type Surroundings } from "./judge.ts";

/**
 * Beginnings that are never suggested: what follows them can be anything, or what they do reaches further than a person
 * means who says "always" to one of it.
 */
const never: readonly (readonly string[])[] = `
  sh|bash|dash|zsh|ksh|fish|csh|tcsh|nu|pwsh|busybox|eval|exec|source|.|command|builtin|env|sudo|doas|su|pkexec|xargs|find|fd
  parallel|watch|time|timeout|nice|nohup|ssh|scp|sftp|rsync|nc|ncat|netcat|socat|telnet|ftp|curl|wget|http|aria2c
  python|python2|python3|node|deno|ruby|perl|php|lua|osascript|awk|gawk|sed|tclsh|expect|R|julia|ghci|irb|java|npx|bunx|pnpx|uvx|pipx
  rm|rmdir|mv|cp|ln|dd|chmod|chown|chgrp|mkfs|tee|install|truncate|shred|kill|killall|pkill|crontab|at|systemctl|launchctl|service|mount
  docker run|docker exec|docker compose exec|docker compose run|podman run|podman exec|kubectl exec|kubectl apply|kubectl delete|terraform apply|aws|gcloud|az
  git push|git reset|git clean|git checkout|git restore|git rebase|git config|git filter-branch|git bisect|git submodule|git update-ref
  npm exec|npm x|npm publish|npm config|npm run|pnpm exec|pnpm dlx|pnpm run|yarn exec|yarn dlx|yarn run|bun x|bun run|bun -e|uv run|poetry run|pipenv run
  bundle exec|cargo run|cargo publish|go run|make|just|rake|gh api|gh secret|psql|mysql|sqlite3|redis-cli|mongosh|vim|vi|emacs|nano|ed|ex|gdb|strace|tmux|screen`
  .trim()
  .split(/\n|\|/)
  .map((words) => words.trim().split(" "));

/** Beginnings whose next word names the task: with it they are a sensible rule. */
const named: readonly (readonly string[])[] = `
  npm run|pnpm run|yarn run|bun run|make|just|rake|task|python -m pytest|python3 -m pytest|python -m unittest|python3 -m unittest`
  .trim()
  .split("|")
  .map((words) => words.trim().split(" "));

/** Programs that do one thing: their name alone is the rule. */
const whole = new Set(
  "pytest jest vitest mocha ava tsc eslint prettier biome oxlint ruff black mypy pyright flake8 rubocop phpunit rspec ctest golangci-lint shellcheck hadolint actionlint".split(
    " ",
  ),
);

const isName = (word: string | undefined): word is string => word !== undefined && /^[A-Za-z0-9][\w:.@/-]*$/.test(word);
const isSubcommand = (word: string | undefined): word is string =>
  word !== undefined && /^[a-z][a-z0-9:_-]*$/.test(word);
const startsWith = (words: readonly string[], prefix: readonly string[]): boolean =>
  prefix.every((word, at) => words[at] === word);

/** The rule that "always allow" would make of a line: the words it begins with; undefined where none is sensible. */
export function suggestedPrefix(line: ShellLine, around: Surroundings): readonly string[] | undefined {
  if (!line.certain || dangerOf(line) !== undefined) return undefined;
  // What a read beside it may do is known; the one that is left is what the person would allow.
  for (const run of workOf(line.runs)) {
    if (isReading(run)) continue;
    const prefix = prefixOf(run.words.map(({ text }) => text));
    if (prefix !== undefined && coversLine(prefix, line, around)) return prefix;
  }
  return undefined;
}

/** Would a rule with this beginning allow the line? */
export function coversLine(prefix: readonly string[], line: ShellLine, around: Surroundings): boolean {
  const rule: KnownRule = {
    id: "",
    scope: "user",
    file: "",
    prefix: [...prefix],
    decision: "allow",
    match: [],
    not_match: [],
  };
  return judge(line, [rule], around).decision === "allow";
}

const workOf = (runs: readonly Run[]): readonly Run[] =>
  runs.flatMap((run) => (run.inner?.kind === "same" ? workOf(run.inner.runs) : [run]));

function prefixOf(words: readonly string[]): readonly string[] | undefined {
  const [program, second] = words;
  if (program === undefined || program.length > 100) return undefined;
  const task = named.find((prefix) => startsWith(words, prefix));
  if (task !== undefined) {
    if (task[1] === "-m") return task;
    const name = words[task.length];
    return isName(name) ? [...task, name] : undefined;
  }
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (never.some((prefix) => startsWith([name, ...words.slice(1)], prefix))) return undefined;
  if (whole.has(name)) return [program];
  if (!isSubcommand(second)) return words.length === 1 ? [program] : undefined;
  const third = words[2];
  const nested = /^(?:docker|gh|kubectl|az|gcloud|aws|dotnet|nx|turbo|lerna|rush)$/.test(name) && isSubcommand(third);
  return nested ? [program, second, third] : [program, second];
}
