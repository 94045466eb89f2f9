import type { Trees } from "../git/index.ts";

/** A state that a diff was made of: its trees, and which of its files had another name before. */
export interface State extends Trees {
  readonly oldPaths: ReadonlyMap<string, string>;
}

/** The states of the last diffs, so that what is asked about one of them is not looked for again. */
export interface Lately {
  readonly keep: (root: string, fingerprint: string, state: State) => void;
  readonly find: (root: string, fingerprint: string | undefined) => State | undefined;
  /** For one whose objects turned out to be gone. */
  readonly drop: (root: string, fingerprint: string | undefined) => void;
}

export function createLately(most: number): Lately {
  const states = new Map<string, State>();
  const name = (root: string, fingerprint: string): string => `${fingerprint} ${root}`;
  return {
    keep(root, fingerprint, state) {
      const key = name(root, fingerprint);
      states.delete(key);
      states.set(key, state);
      const [oldest] = states.keys();
      if (states.size > most && oldest !== undefined) states.delete(oldest);
    },
    find: (root, fingerprint) => (fingerprint === undefined ? undefined : states.get(name(root, fingerprint))),
    drop: (root, fingerprint) => {
      if (fingerprint !== undefined) states.delete(name(root, fingerprint));
    },
  };
}
