import fuzzysort from "fuzzysort";

export const entryGroups = [
  "This thread",
  "Threads",
  "New thread",
  "Panes",
  "Automations",
  "Window",
  "Skills",
  "Settings",
] as const;
export type EntryGroup = (typeof entryGroups)[number];

/** A line of the palette, as far as it is found by words. */
export interface Entry {
  /** Stable over time: what was chosen last is kept by it. */
  readonly key: string;
  readonly group: EntryGroup;
  readonly title: string;
  /** Other words to find it by. */
  readonly words?: readonly string[];
  /** One of many: it comes when it is looked for. */
  readonly onlyFound?: boolean;
}

/** An entry with the places of its title's letters that were looked for. */
export interface Found<E> {
  readonly entry: E;
  readonly marks: ReadonlySet<number>;
}
export interface FoundGroup<E> {
  readonly heading: string;
  readonly found: readonly Found<E>[];
}

/** What a first letter narrows the palette to. */
const scopes: Readonly<Record<string, (entry: Entry) => boolean>> = {
  ">": ({ group }) => group !== "Threads",
  "#": ({ group }) => group === "Threads",
};
const FEW = 6;
const MANY = 50;
const none: ReadonlySet<number> = new Set();

/** The entries for what was typed, in groups: the group with the best one first. Nothing typed shows what was used last, then everything. */
export function findEntries<E extends Entry>(
  entries: readonly E[],
  recent: readonly string[],
  typed: string,
): readonly FoundGroup<E>[] {
  const scope = scopes[typed.trimStart().charAt(0)];
  const inScope = scope === undefined ? entries : entries.filter(scope);
  const words = (scope === undefined ? typed : typed.trimStart().slice(1)).trim();
  return words === "" ? listed(inScope, recent, scope !== undefined) : matched(inScope, words);
}

function listed<E extends Entry>(entries: readonly E[], recent: readonly string[], all: boolean): FoundGroup<E>[] {
  const used = all ? [] : recent.flatMap((key) => entries.find((entry) => entry.key === key) ?? []).slice(0, FEW);
  const rest = entries.filter((entry) => !used.includes(entry) && entry.onlyFound !== true);
  const groups = entryGroups.map((heading) => {
    const own = rest.filter(({ group }) => group === heading);
    return { heading, found: own.slice(0, heading === "Threads" && !all ? FEW : MANY) };
  });
  return [{ heading: "Recently used", found: used }, ...groups].flatMap(({ heading, found }) =>
    found.length === 0 ? [] : [{ heading, found: found.map((entry) => ({ entry, marks: none })) }],
  );
}

function matched<E extends Entry>(entries: readonly E[], words: string): FoundGroup<E>[] {
  const results = fuzzysort.go(words, entries, {
    keys: [(entry) => entry.title, (entry) => entry.words?.join(" ")],
    limit: MANY,
    threshold: 0.3,
    // A word that is not shown finds its entry, behind those whose title has it.
    scoreFn: (result) => Math.max(result[0]?.score ?? 0, (result[1]?.score ?? 0) * 0.7),
  });
  const groups = new Map<string, Found<E>[]>();
  for (const { obj: entry, 0: title } of results) {
    const found = { entry, marks: new Set(title?.score ? title.indexes : []) };
    const group = groups.get(entry.group);
    if (group === undefined) groups.set(entry.group, [found]);
    else group.push(found);
  }
  return [...groups].map(([heading, found]) => ({ heading, found }));
}
