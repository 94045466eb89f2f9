/** What the tour learned about the folder. */
export interface Findings {
  readonly files: readonly string[];
  readonly commits: readonly string[];
  /** Names at the top of the folder, so that a note of an earlier tour is not overwritten. */
  readonly notes: readonly string[];
  readonly readme?: string;
  /** The first line of the README that says something. */
  readonly heading?: string;
}

export interface CommandResult {
  /** undefined when the command did not run to its end: declined, refused, still running. */
  readonly exitCode: number | undefined;
  readonly lines: readonly string[];
}

/** Reads what exec_command gives to the model: some lines about the run, then what was printed. */
export function commandResult(output: string): CommandResult {
  const code = /exit(?:ed with)? code:? (-?\d+)/i.exec(output)?.[1];
  if (code === undefined) return { exitCode: undefined, lines: [] };
  const mark = /^Output:[ \t]*\n?/m.exec(output);
  const printed = mark === null ? "" : output.slice(mark.index + mark[0].length);
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  // In a pipe the last program's exit code hides git's.
  if (lines[0]?.startsWith("fatal: ")) return { exitCode: 128, lines: [] };
  return { exitCode: Number(code), lines: code === "0" ? lines : [] };
}

const kinds: Readonly<Record<string, string>> = {
  c: "C",
  cc: "C++",
  cpp: "C++",
  cs: "C#",
  css: "CSS",
  go: "Go",
  html: "HTML",
  java: "Java",
  js: "JavaScript",
  json: "JSON",
  jsx: "JavaScript",
  kt: "Kotlin",
  md: "Markdown",
  mjs: "JavaScript",
  php: "PHP",
  py: "Python",
  rb: "Ruby",
  rs: "Rust",
  sh: "Shell",
  sql: "SQL",
  swift: "Swift",
  toml: "TOML",
  ts: "TypeScript",
  tsx: "TypeScript",
  yaml: "YAML",
  yml: "YAML",
};

/** How many files there are of each kind, the most frequent first. */
function kindsOf(files: readonly string[]): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? "";
    const kind = kinds[extension] ?? "Other";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b));
}

/** The file that tells most about the project: its README, else the first piece of documentation or manifest. */
export const readmeOf = (files: readonly string[]): string | undefined =>
  files.find((file) => /^readme(\.\w+)?$/i.test(file)) ??
  files.find((file) => /(^|\/)readme(\.\w+)?$/i.test(file)) ??
  files.find((file) => /^(package\.json|Cargo\.toml|pyproject\.toml|go\.mod|Makefile)$/.test(file)) ??
  files.find((file) => file.endsWith(".md"));

const counted = (files: readonly string[]) =>
  files.length === 400 ? "400 files and more" : files.length === 1 ? "one file" : `${files.length} files`;

/** What the folder holds, in two sentences. */
export function describe({ files, commits }: Findings): string {
  if (files.length === 0) return "This folder is **empty** so far.";
  const known = kindsOf(files).filter(([kind]) => kind !== "Other");
  const mostly =
    known.length === 0
      ? ""
      : `, mostly ${known
          .slice(0, 2)
          .map(([kind]) => kind)
          .join(" and ")}`;
  const last = commits[0];
  return `I see **${counted(files)}**${mostly}.${last === undefined ? " There is no commit yet." : ` The last commit is \`${last}\`.`}`;
}

const table = (files: readonly string[]): string =>
  [
    "| Kind | Files |",
    "| --- | ---: |",
    ...kindsOf(files)
      .slice(0, 6)
      .map(([kind, count]) => `| ${kind} | ${count} |`),
  ].join("\n");

/** The file that the tour adds: a name that is free, and what was found. */
export function noteText(findings: Findings): { readonly path: string; readonly text: string } {
  const taken = new Set([...findings.notes, ...findings.files]);
  let path = "FLIGHTDECK_TOUR.md";
  for (let n = 2; taken.has(path); n += 1) path = `FLIGHTDECK_TOUR_${n}.md`;
  const { files, commits, readme, heading } = findings;
  const sections = [
    "# Flightdeck tour",
    "The tour of Flightdeck wrote this file to show how a change is made, reviewed and landed. It can be deleted.",
    "## What the tour found",
    describe(findings),
    ...(files.length === 0 ? [] : [table(files)]),
    ...(readme === undefined || heading === undefined ? [] : [`\`${readme}\` begins with: ${heading}`]),
    ...(commits.length === 0 ? [] : ["## The last commits", commits.map((line) => `- ${line}`).join("\n")]),
  ];
  return { path, text: sections.join("\n\n") };
}

/** The tour's report at its end. */
export function summary(findings: Findings, written: string | undefined, decision: string): string {
  const { files, readme, heading } = findings;
  const about = readme === undefined || heading === undefined ? "" : ` \`${readme}\` begins with "${heading}".`;
  return [
    "## What the tour did",
    `- **Looked around.** ${describe(findings)}${about}`,
    written === undefined
      ? "- **Changed nothing**: the file could not be written here."
      : `- **Added \`${written}\`** with what it found.`,
    `- **Wanted out of the sandbox.** ${decision}`,
    ...(files.length === 0 ? [] : ["", table(files), ""]),
    "## What you can do now",
    written === undefined
      ? "- Start a thread with write access to see a change made, reviewed and landed."
      : "- Open **Review** to read the diff, then **Commit** and **Land** it, or remove the thread's worktree.",
    "- Set up a model under **Settings → Model access** and give the next thread a real task.",
    "",
    "*This was the tour, a built-in script. No model was asked and nothing left this machine.*",
  ].join("\n");
}
