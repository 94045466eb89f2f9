/** A key of lines, taken apart: what changed, and what stands around it. */
interface Parts {
  readonly content: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function partsOf(key: string): Parts | undefined {
  const [content = "", before, after] = key.split("-");
  if (before === undefined || after === undefined) return undefined; // of a file as a whole
  return { content, before: before.split("."), after: after.split(".") };
}

/** Where one scope shows a change close by, it shows fewer lines between: what both show must be alike. */
const agree = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((mark, at) => at >= other.length || mark === other[at]);

const around = (one: Parts, other: Parts): boolean => agree(one.before, other.before) && agree(one.after, other.after);

const withoutOccurrence = (key: string): string => key.slice(0, key.lastIndexOf("-"));

/**
 * Finds for each key the mark that stands for the same change; each mark stands for one change at most, so that of equal
 * changes as many are known as were marked. The same key comes first, then one that differs in its occurrence alone, then one
 * with the same content in surroundings that agree.
 */
export function matchKeys(keys: readonly string[], marks: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const left = new Set(marks);
  const pair = (key: string, mark: string): void => {
    found.set(key, mark);
    left.delete(mark);
  };
  for (const key of keys) if (left.has(key)) pair(key, key);
  if (left.size === 0 || found.size === keys.length) return found;

  const byContent = new Map<string, string[]>();
  for (const mark of left) {
    const content = partsOf(mark)?.content;
    if (content === undefined) continue;
    const alike = byContent.get(content);
    if (alike === undefined) byContent.set(content, [mark]);
    else alike.push(mark);
  }
  for (const fits of [
    (key: string, mark: string) => withoutOccurrence(key) === withoutOccurrence(mark),
    (key: string, mark: string) => {
      const [one, other] = [partsOf(key), partsOf(mark)];
      return one !== undefined && other !== undefined && around(one, other);
    },
  ])
    for (const key of keys) {
      if (found.has(key)) continue;
      const mark = byContent.get(partsOf(key)?.content ?? "")?.find((each) => left.has(each) && fits(key, each));
      if (mark !== undefined) pair(key, mark);
    }
  return found;
}
