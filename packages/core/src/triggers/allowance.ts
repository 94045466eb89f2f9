/** So many at once, and so many more each minute. */
export interface Allowance {
  /** Takes one; when there is none left it says for how many seconds. */
  take(name: string): number | undefined;
}

/** More names than these are not told apart: the oldest begin anew. */
const MOST_NAMES = 1_000;

export function createAllowance(options: { readonly perMinute: number; readonly now: () => number }): Allowance {
  const { perMinute, now } = options;
  const left = new Map<string, { readonly count: number; readonly at: number }>();
  return {
    take: (name) => {
      const at = now();
      const known = left.get(name);
      // A clock that was set back gives nothing, and takes nothing.
      const since = known === undefined ? 0 : Math.max(0, at - known.at);
      const count = Math.min(perMinute, (known?.count ?? perMinute) + (since / 60_000) * perMinute);
      left.delete(name);
      left.set(name, { count: count >= 1 ? count - 1 : count, at });
      const [oldest] = left.keys();
      if (left.size > MOST_NAMES && oldest !== undefined) left.delete(oldest);
      return count >= 1 ? undefined : Math.ceil(((1 - count) * 60) / perMinute);
    },
  };
}
