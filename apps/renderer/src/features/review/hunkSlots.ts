/**
 * Which hunk heads a file's host element has room for now. The diff library draws only the hunks in view, each with an empty
 * slot above it; what is put there is told by this.
 */
export interface HunkSlots {
  /** Reads a host after the library drew it. */
  readonly read: (host: HTMLElement, gone: boolean) => void;
  /** The names of its slots, as one text that keeps its identity: "unified-0 unified-1". */
  readonly of: (host: HTMLElement | undefined) => string;
  readonly subscribe: (listener: () => void) => () => void;
}

const prefix = "hunk-separator-";

export function createHunkSlots(): HunkSlots {
  const slots = new WeakMap<HTMLElement, string>();
  const listeners = new Set<() => void>();
  return {
    read(host, gone) {
      const names = new Set<string>();
      const found = gone ? [] : (host.shadowRoot?.querySelectorAll(`slot[name^="${prefix}"]`) ?? []);
      for (const slot of found) names.add(slot.getAttribute("name")?.slice(prefix.length) ?? "");
      const text = [...names].join(" ");
      if (slots.get(host) === text) return;
      slots.set(host, text);
      for (const listener of listeners) listener();
    },
    of: (host) => (host && slots.get(host)) ?? "",
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The slots of each hunk: one where the columns are one, two where they stand side by side. */
export function slotsByHunk(names: string): ReadonlyMap<number, readonly string[]> {
  const byHunk = new Map<number, string[]>();
  for (const name of names.split(" ").filter(Boolean)) {
    const index = Number(name.slice(name.indexOf("-") + 1));
    const slots = byHunk.get(index);
    if (slots === undefined) byHunk.set(index, [prefix + name]);
    else slots.push(prefix + name);
  }
  return byHunk;
}
