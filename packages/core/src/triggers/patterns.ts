import { type Glob, readGlob } from "../gate/index.ts";

/** Patterns as a `.gitignore` has them: the last that speaks of a path decides, and one with `!` takes it out. */
export interface Patterns {
  matches(path: string): boolean;
  /** What each pattern names without a wildcard: "build" of `build/*.json`, `.env` of itself. */
  readonly literals: readonly Literal[];
  /** Patterns that are none, with what is wrong. */
  readonly problem?: string;
}

export interface Literal {
  readonly path: string;
  /** It stands for a name at any depth. */
  readonly anywhere: boolean;
  /** Whether the pattern that it begins speaks of the path. */
  readonly matches: Glob;
}

export function readPatterns(texts: readonly string[]): Patterns {
  const rules: { readonly takes: boolean; readonly glob: Glob }[] = [];
  const literals: Literal[] = [];
  let problem: string | undefined;
  for (const text of texts) {
    const takes = !text.startsWith("!");
    const bare = takes ? text : text.slice(1);
    try {
      const glob = readGlob(bare);
      rules.push({ takes, glob });
      const literal = literalOf(bare);
      if (takes && literal !== undefined) literals.push({ ...literal, matches: glob });
    } catch (error) {
      problem ??= `"${text}" is no pattern: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return {
    matches: (path) => rules.findLast(({ glob }) => glob(path))?.takes ?? false,
    literals,
    ...(problem !== undefined && { problem }),
  };
}

function literalOf(text: string): Omit<Literal, "matches"> | undefined {
  const names = text
    .replace(/^\.?\//, "")
    .replace(/\/+$/, "")
    .split("/");
  const wild = names.findIndex((name) => /[*?{]/.test(name));
  const plain = wild < 0 ? names : names.slice(0, wild);
  if (plain.length === 0) return undefined;
  return { path: plain.join("/"), anywhere: names.length === 1 && !/^\.?\//.test(text) };
}
