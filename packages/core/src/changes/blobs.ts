import { diffBlobs, type Ignored, readBlob, readBlobs, writeBlob } from "../git/index.ts";
import type { Entry } from "./entries.ts";
import { bytesOf, splitLines, textOf } from "./lines.ts";
import { type Script, scriptOf } from "./script.ts";

/** Reads versions of files and compares them, each once. */
export interface Blobs {
  bytes(entry: Entry): Promise<Buffer>;
  /** None for what is not there. */
  lines(entry: Entry | undefined): Promise<readonly string[]>;
  /** Whether git would show it as binary. */
  isBinary(entry: Entry | undefined): Promise<boolean>;
  script(old: Entry | undefined, now: Entry | undefined, ignore?: Ignored): Promise<Script>;
  /** Reads many at once, for `bytes` to have them. */
  prefetch(entries: readonly (Entry | undefined)[]): Promise<void>;
  /** Stores a file's text; the name of one that is known is given again. */
  write(text: string): Promise<string>;
}

/** How many bytes git looks through for a zero. */
const lookedAt = 8000;

export function openBlobs(cwd: string, signal?: AbortSignal): Blobs {
  const kept = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    // One key, one kind of value: each method puts its own word before it.
    const known = kept.get(key) as Promise<T> | undefined;
    const value = known ?? read();
    kept.set(key, value);
    return value;
  };
  const bytes = ({ object }: Entry) => once(`bytes ${object}`, () => readBlob(cwd, object));
  const lines: Blobs["lines"] = async (entry) =>
    entry === undefined ? [] : once(`lines ${entry.object}`, async () => splitLines(textOf(await bytes(entry))));
  return {
    bytes,
    lines,
    prefetch: async (entries) => {
      const objects = [...new Set(entries.flatMap((entry) => entry?.object ?? []))];
      const wanted = objects.filter((object) => !kept.has(`bytes ${object}`));
      if (wanted.length < 2) return;
      const found = await readBlobs(cwd, wanted, signal);
      for (const [object, content] of found) kept.set(`bytes ${object}`, Promise.resolve(content));
    },
    isBinary: async (entry) => entry !== undefined && (await bytes(entry)).subarray(0, lookedAt).includes(0),
    script: (old, now, ignore) =>
      once(`script ${old?.object} ${now?.object} ${ignore}`, async () => {
        const [before, after] = await Promise.all([lines(old), lines(now)]);
        const all = (count: number) => ({ start: count === 0 ? 0 : 1, count });
        const replacements =
          old !== undefined && now !== undefined
            ? await diffBlobs(cwd, { old: old.object, now: now.object, ignore }, signal)
            : [{ old: all(before.length), new: all(after.length) }];
        return scriptOf(before.length, after.length, replacements);
      }),
    write: (text) => writeBlob(cwd, bytesOf(text)),
  };
}
