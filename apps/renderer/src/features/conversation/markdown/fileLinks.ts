/** A file that a text names, perhaps with a place in it. */
export interface FileName {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** Endings that files of a repository have; a word with another one is not taken for a file unless it has a folder. */
const endings = new Set(
  `ts tsx js jsx mjs cjs mts cts json jsonc md mdx css scss less html htm vue svelte astro py pyi rs go java kt kts scala
  c h cc cpp cxx hpp hh m mm swift rb php cs fs ex exs erl hs ml clj lua dart zig nim r jl sql sh bash zsh fish ps1 bat
  toml yaml yml ini cfg conf env xml svg txt log lock csv tsv proto graphql gql tf nix gradle cmake mk dockerfile ipynb
  png jpg jpeg gif webp pdf wasm snap patch diff test spec`.split(/\s+/),
);

const named =
  /^(?:Makefile|Dockerfile|Justfile|Gemfile|Rakefile|Procfile|LICENSE|README|CHANGELOG|\.[\w-]+rc|\.gitignore|\.env)$/;

/** Reads the whole of a text as the name of a file: `src/a.ts`, `src/a.ts:12:3`, `a.ts#L12`. */
export function fileNamed(text: string): FileName | undefined {
  const found = /^(.+?)(?::(\d{1,7})(?:[-–]\d{1,7})?(?::(\d{1,6}))?|#L(\d{1,7})(?:-L?\d{1,7})?)?$/.exec(text);
  const path = found?.[1];
  if (found === null || path === undefined || !isPath(path)) return undefined;
  const line = Number(found[2] ?? found[4] ?? 0);
  const column = Number(found[3] ?? 0);
  return { path, ...(line > 0 ? { line } : {}), ...(column > 0 ? { column } : {}) };
}

function isPath(path: string): boolean {
  if (path.length > 300 || !/^[\p{L}\p{N}_@.~+()[\]$%=,-]*(?:\/[\p{L}\p{N}_@.~+()[\]$%=, -]+)*$/u.test(path))
    return false;
  if (path.startsWith("~") || path.startsWith("//") || /(?:^|\/)\.{3,}/.test(path) || path.startsWith("-"))
    return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (named.test(name)) return true;
  const ending = /[^.]\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1];
  if (ending === undefined) return false;
  // "e.g", "1.5" and "React.useState" are no files; "app/v1.5" might be anything.
  return endings.has(ending.toLowerCase());
}

/** A link's address as a file of the thread's folder, if it is one: no scheme, no host. */
export function fileOfHref(href: string): FileName | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) && !/^[\w./-]+\.\w+:\d/.test(href)) return undefined;
  if (href.startsWith("//") || href.startsWith("#") || href.startsWith("?")) return undefined;
  let path = href;
  try {
    path = decodeURIComponent(href);
  } catch {
    // a percent sign that means itself
  }
  return fileNamed(path);
}

/** A link's address as a picture among the thread's files, of a kind that can be shown. */
export function pictureOfHref(href: string): FileName | undefined {
  const file = fileOfHref(href);
  return file !== undefined && /\.(?:png|jpe?g|gif|webp)$/i.test(file.path) ? file : undefined;
}

/** A piece of a line: text, or the name of a file with a place in it. */
export type LinePart = string | { readonly text: string; readonly file: FileName };

const inLine =
  /(?<![\w/.@:-])((?:\.{0,2}\/)?(?:[\w@.+-]+\/)*[\w@.+-]+\.[A-Za-z]\w{0,9}):(\d{1,7})(?::(\d{1,6}))?(?![\w/])/g;

/** Lines that are longer hold data: to look for places in them takes long. */
const LONGEST_LINE = 2_000;

/** Cuts a line of output at the places it names: compilers and tests say `src/a.ts:12:3`. */
export function placesIn(line: string): readonly LinePart[] {
  if (line.length > LONGEST_LINE || !line.includes(":")) return [line];
  const parts: LinePart[] = [];
  let from = 0;
  for (const found of line.matchAll(inLine)) {
    const file = fileNamed(found[0]);
    if (file === undefined) continue;
    if (found.index > from) parts.push(line.slice(from, found.index));
    parts.push({ text: found[0], file });
    from = found.index + found[0].length;
  }
  if (from < line.length || parts.length === 0) parts.push(line.slice(from));
  return parts;
}
