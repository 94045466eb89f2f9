/** The files of a folder, made ready to be looked through. */
export interface FileTable {
  readonly entries: readonly Entry[];
  /** All paths in small letters, one behind the other: letters that stand apart are looked for here, many times faster. */
  readonly letters: Uint16Array;
  /** What is offered before anything is typed: changed last first, then what lies nearest to the root. */
  readonly atRest: readonly Entry[];
}

interface Entry {
  readonly path: string;
  readonly lower: string;
  /** Where it stands among the letters. */
  readonly start: number;
  /** Where the name begins. */
  readonly name: number;
  /** Which kinds of characters it has, a bit each: most paths are passed over by this alone. */
  readonly kinds: number;
  /** 0 for what changed last; undefined for what has not changed lately. */
  readonly recency: number | undefined;
}

const REST = 100;

/** `recent`: the paths that changed lately, the last first. */
export function fileTable(paths: Iterable<string>, recent: readonly string[]): FileTable {
  const recency = new Map<string, number>();
  for (const path of recent) if (!recency.has(path)) recency.set(path, recency.size);
  const entries: Entry[] = [];
  let start = 0;
  for (const path of paths) {
    const lower = lowered(path);
    const name = path.lastIndexOf("/") + 1;
    entries.push({ path, lower, start, name, kinds: kindsOf(lower), recency: recency.get(path) });
    start += lower.length;
  }
  const best = new Best(REST, (a, b) => latest(a, b) || hidden(a) - hidden(b) || depth(a) - depth(b));
  for (const entry of entries) best.offer(entry, 0);
  const letters = new Uint16Array(start);
  for (const { lower, start: from } of entries)
    for (let at = 0; at < lower.length; at += 1) letters[from + at] = lower.charCodeAt(at);
  return { entries, letters, atRest: best.entries() };
}

/** The paths that `text` means, the best first. */
export function rankFiles(table: FileTable, text: string, limit: number): readonly string[] {
  const wanted = lowered(text)
    .replaceAll("\\", "/")
    .replace(/^(\.?\/)+/, "");
  if (wanted === "") return table.atRest.slice(0, limit).map(({ path }) => path);
  const kinds = kindsOf(wanted);
  const codes = Uint16Array.from(wanted, (_, at) => wanted.charCodeAt(at));
  const best = new Best(limit, nearest);
  for (const entry of table.entries) {
    if ((entry.kinds & kinds) !== kinds) continue;
    const base = tierOf(entry, wanted) || scatteredTier(entry, table.letters, codes, best.floor() - LATELY);
    if (base > 0) best.offer(entry, scoreOf(entry, base, wanted));
  }
  return best.entries().map(({ path }) => path);
}

/** In small letters, each as long as before, so that places stay the same. */
function lowered(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length) return small;
  return text.replace(/./gsu, (letter) => {
    const other = letter.toLowerCase();
    return other.length === letter.length ? other : letter;
  });
}

const depth = ({ path, name }: Entry): number => {
  let count = 0;
  for (let at = 0; at < name; at += 1) if (path.charCodeAt(at) === 47) count += 1;
  return count;
};

const latest = (a: Entry, b: Entry): number =>
  a.recency === b.recency ? 0 : (a.recency ?? Infinity) - (b.recency ?? Infinity);
const hidden = ({ path }: Entry): number => (path.startsWith(".") || path.includes("/.") ? 1 : 0);

const nearest = (a: Entry, b: Entry): number => a.path.length - b.path.length;

/** Of all that is offered the few with the highest score; `before` decides among equals, then the alphabet. */
class Best {
  readonly #limit: number;
  readonly #before: (a: Entry, b: Entry) => number;
  readonly #kept: { readonly entry: Entry; readonly score: number }[] = [];

  constructor(limit: number, before: (a: Entry, b: Entry) => number) {
    this.#limit = limit;
    this.#before = before;
  }

  offer(entry: Entry, score: number): void {
    const kept = this.#kept;
    const last = kept.at(-1);
    if (kept.length === this.#limit && last !== undefined && !this.#leads(entry, score, last)) return;
    let at = kept.length;
    for (let other = kept[at - 1]; other !== undefined && this.#leads(entry, score, other); other = kept[at - 1])
      at -= 1;
    kept.splice(at, 0, { entry, score });
    if (kept.length > this.#limit) kept.pop();
  }

  #leads(entry: Entry, score: number, other: { readonly entry: Entry; readonly score: number }): boolean {
    if (score !== other.score) return score > other.score;
    const order = this.#before(entry, other.entry);
    return order === 0 ? entry.path < other.entry.path : order < 0;
  }

  /** What has to be reached to be among them. */
  floor(): number {
    return this.#kept.length < this.#limit ? 0 : (this.#kept.at(-1)?.score ?? 0);
  }

  entries(): readonly Entry[] {
    return this.#kept.map(({ entry }) => entry);
  }
}

/** Steps far enough apart that what counts within one never lifts a path over the next. */
const tier = {
  wholeName: 900,
  nameStart: 800,
  nameWord: 700,
  inName: 600,
  pathWord: 500,
  inPath: 400,
  scatteredName: 300,
  scatteredPath: 100,
} as const;

const LATELY = 40;

function scoreOf({ recency, lower, name }: Entry, base: number, wanted: string): number {
  const lately = recency === undefined ? 0 : Math.max(10, LATELY - recency);
  const rest = Math.min(30, Math.max(0, lower.length - name - wanted.length));
  return base + lately - rest / 2;
}

/** Where the letters stand together; 0 where they do not. */
function tierOf({ path, lower, name }: Entry, wanted: string): number {
  const last = lower.lastIndexOf(wanted);
  if (last < 0) return 0;
  if (last < name) return beginsWord(path, last) ? tier.pathWord : tier.inPath;
  const inName = lower.indexOf(wanted, name);
  if (inName === name) {
    const end = name + wanted.length;
    return end === lower.length || lower.indexOf(".", name + 1) === end ? tier.wholeName : tier.nameStart;
  }
  for (let at = inName; at >= 0; at = lower.indexOf(wanted, at + 1)) if (beginsWord(path, at)) return tier.nameWord;
  return tier.inName;
}

/** Where the letters stand apart, in their order; 0 where they are not all there, or so far apart that it does not count. */
function scatteredTier(entry: Entry, letters: Uint16Array, wanted: Uint16Array, floor: number): number {
  if (floor > tier.scatteredName) return 0;
  const within = looseness(entry, letters, wanted, entry.name);
  if (within !== undefined) return tier.scatteredName - within;
  if (floor > tier.scatteredPath) return 0;
  const across = looseness(entry, letters, wanted, 0);
  return across === undefined ? 0 : tier.scatteredPath - across;
}

/** How far letters in order lie apart from a place on, at most 80; undefined where they are not all there. */
function looseness(
  { path, start }: Entry,
  letters: Uint16Array,
  wanted: Uint16Array,
  from: number,
): number | undefined {
  const end = start + path.length;
  let index = 0;
  for (let at = start + from; at < end && index < wanted.length; at += 1) if (letters[at] === wanted[index]) index += 1;
  if (index < wanted.length) return undefined;
  let before = start + from - 1;
  let loose = 0;
  index = 0;
  for (let at = before + 1; index < wanted.length; at += 1) {
    if (letters[at] !== wanted[index]) continue;
    if (at !== before + 1 && !beginsWord(path, at - start)) loose += 2 + Math.min(8, at - before);
    before = at;
    index += 1;
  }
  return Math.min(80, loose);
}

/** The first letter after a sign, a capital after a small letter, a digit after a letter. */
function beginsWord(path: string, at: number): boolean {
  if (at === 0) return true;
  const before = path.charCodeAt(at - 1);
  const here = path.charCodeAt(at);
  if (!isWord(before)) return true;
  return (isUpper(here) && !isUpper(before)) || (isDigit(here) && !isDigit(before));
}

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean => isUpper(code) || isDigit(code) || (code >= 97 && code <= 122) || code > 127;

/** A bit for each small letter, and one for digits, dots, slashes, other signs and everything else. */
function kindsOf(lower: string): number {
  let kinds = 0;
  for (let at = 0; at < lower.length; at += 1) {
    const code = lower.charCodeAt(at);
    if (code >= 97 && code <= 122) kinds |= 1 << (code - 97);
    else if (isDigit(code)) kinds |= 1 << 26;
    else if (code === 46) kinds |= 1 << 27;
    else if (code === 47) kinds |= 1 << 28;
    else kinds |= code < 128 ? 1 << 29 : 1 << 30;
  }
  return kinds;
}
