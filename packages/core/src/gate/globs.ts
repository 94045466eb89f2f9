/**
 * Whether a path is meant by a glob, read as in a `.gitignore`: one without a slash (but at its end) names a file or folder at
 * any depth, any other starts at the repository's root; what names a folder means all below it. `*` and `?` stay within a
 * name, `**` spans folders, `{a,b}` are alternatives. Brackets are letters: they are part of too many names.
 */
export type Glob = (path: string) => boolean;

/** More alternatives than these are no glob that a person wrote. */
const MOST = 1_000;

/** Throws a RangeError that says what is wrong. */
export function readGlob(text: string): Glob {
  const bare = text.replace(/^\.?\//, "").replace(/\/+$/, "");
  if (text.startsWith("!")) throw new RangeError("it begins with !; name the path in another list instead");
  if (bare === "") throw new RangeError("it is empty");
  const anywhere = !/^\.?\//.test(text) && !bare.includes("/");
  const patterns = alternatives(anywhere ? `**/${bare}` : bare).map((pattern) => pattern.split("/"));
  return (path) => {
    const names = path.split("/");
    return patterns.some((pattern) => matchNames(pattern, names));
  };
}

/** `a{b,c}` as `ab` and `ac`; a brace without its other half is a letter. */
function alternatives(text: string): readonly string[] {
  const found: string[] = [];
  const waiting = [text];
  while (waiting.length > 0) {
    const next = waiting.pop() ?? "";
    // The innermost pair: no brace stands between its halves.
    const pair = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (pair === null) found.push(next);
    else
      for (const one of (pair[1] ?? "").split(","))
        waiting.push(next.slice(0, pair.index) + one + next.slice(pair.index + pair[0].length));
    if (found.length + waiting.length > MOST) throw new RangeError("it has too many alternatives");
  }
  return found;
}

/** Whether the pattern fits the names, or the first ones of them: then it means a folder above. No pattern takes long. */
function matchNames(pattern: readonly string[], names: readonly string[]): boolean {
  /** How many of the names the pattern up to here may have taken. */
  let taken = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const at of taken) {
      if (part === "**") for (let to = at; to <= names.length; to += 1) next.add(to);
      else if (at < names.length && matchName(part, names[at] ?? "")) next.add(at + 1);
    }
    taken = next;
  }
  if (pattern.at(-1) === "**") return taken.has(names.length);
  return taken.size > 0;
}

/** `*` and `?` in one name: on a mismatch the last `*` takes one letter more. */
function matchName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let i = 0;
  while (i < name.length) {
    if (pattern[at] === "*") {
      star = at;
      resume = i;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      i = resume;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
