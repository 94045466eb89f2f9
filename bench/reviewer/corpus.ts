import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A line that a bug stands on: of the file before the change, or after it. */
export interface BugLine {
  readonly path: string;
  readonly side: "old" | "new";
  readonly line: number;
}

/** A fault that the change brings. */
export interface Bug {
  readonly priority: number;
  /** What a finding that means this fault says in some way. */
  readonly words: RegExp;
  readonly lines: readonly BugLine[];
}

/** A small change of which it is known what is wrong with it; one without bugs is clean. */
export interface Case {
  readonly name: string;
  readonly kind: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly bugs: readonly Bug[];
}

const mark = / ?⟦(\d+)⟧/g;

/**
 * Reads a case. It begins with `kind:`, then `bug N: P1 /words/` for each fault, or `clean:` and why it tempts. Then come
 * files: `=== before PATH`, `=== after PATH`, or `=== both PATH` for one that does not change. `⟦N⟧` at the end of a line
 * says that bug N stands there, and is no part of the file.
 */
export function readCase(name: string, text: string): Case {
  const [head = "", ...sections] = text.split(/^=== /m);
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  const lines = new Map<string, BugLine[]>();
  for (const section of sections) {
    const [, when, path = "", body = ""] = /^(before|after|both) (\S+)\n([^]*)$/.exec(section) ?? [];
    if (when === undefined) throw new Error(`${name}: "${section.slice(0, 40)}" is no file`);
    body.split("\n").forEach((line, index) => {
      for (const [, bug = ""] of line.matchAll(mark)) {
        const side = when === "before" ? "old" : "new";
        lines.set(bug, [...(lines.get(bug) ?? []), { path, side, line: index + 1 }]);
      }
    });
    const content = body.replaceAll(mark, "");
    if (when !== "after") before[path] = content;
    if (when !== "before") after[path] = content;
  }
  const bugs = [...head.matchAll(/^bug (\d+): P([0-3]) \/(.+)\/i$/gm)].map(([, id = "", priority, words = ""]) => ({
    priority: Number(priority),
    words: new RegExp(words, "i"),
    lines: lines.get(id) ?? [],
  }));
  const kind = /^kind: (.+)$/m.exec(head)?.[1];
  const clean = /^clean: .+$/m.test(head);
  if (kind === undefined || clean === bugs.length > 0 || bugs.some((bug) => bug.lines.length === 0))
    throw new Error(`${name}: a case has a kind, and either bugs with lines or a reason to be clean`);
  return { name, kind, before, after, bugs };
}

/** All cases of a folder, by name. */
export const readCorpus = (folder: string): readonly Case[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".case"))
    .toSorted()
    .map((file) => readCase(file.slice(0, -".case".length), readFileSync(join(folder, file), "utf8")));
