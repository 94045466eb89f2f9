import type { DiffFile } from "@flightdeck/contract";
import type { Trees } from "../git/index.ts";

/** A state that a diff was made of: its trees, and which of its files had another name before. */
export interface State extends Trees {
  readonly oldPaths: ReadonlyMap<string, string>;
}

/** The last values of something, so that what is asked about one of them is not looked for again. */
export interface Lately<Value> {
  readonly keep: (root: string, fingerprint: string, value: Value) => void;
  readonly find: (root: string, fingerprint: string | undefined) => Value | undefined;
  /** For one whose objects turned out to be gone. */
  readonly drop: (root: string, fingerprint: string | undefined) => void;
}

/** What of a diff does not change while its trees do not: its files and the sums of their lines. */
export interface Counted {
  readonly fingerprint: string;
  readonly files: readonly DiffFile[];
  readonly additions: number;
  readonly deletions: number;
}

export function createLately<Value>(most: number): Lately<Value> {
  const values = new Map<string, Value>();
  const name = (root: string, fingerprint: string): string => `${fingerprint} ${root}`;
  return {
    keep(root, fingerprint, value) {
      const key = name(root, fingerprint);
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
    find(root, fingerprint) {
      const key = fingerprint === undefined ? undefined : name(root, fingerprint);
      const value = key === undefined ? undefined : values.get(key);
      if (key === undefined || value === undefined) return undefined;
      values.delete(key);
      values.set(key, value); // the last one again
      return value;
    },
    drop: (root, fingerprint) => {
      if (fingerprint !== undefined) values.delete(name(root, fingerprint));
    },
  };
}
