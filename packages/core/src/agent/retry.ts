import type { ModelFailure } from "./types.ts";

const limits = { stream: 5, request: 4 } as const;
const firstWait = 200;
/** Nobody watches a turn that waits longer for its provider; it fails and says when to come back. */
const longestWait = 5 * 60_000;

export interface Retry {
  readonly attempt: number;
  readonly of: number;
  readonly milliseconds: number;
}

/** Counts failures between two whole answers and says how long to wait before the next try, or that there is none. */
export function retryPolicy(random: () => number) {
  let failures = { stream: 0, request: 0 };
  return {
    next({ retry, retryAfterMs }: ModelFailure): Retry | undefined {
      if (retry === "no" || failures[retry] >= limits[retry]) return undefined;
      if (retryAfterMs !== undefined && retryAfterMs > longestWait) return undefined;
      const attempt = failures[retry] + 1;
      failures = { ...failures, [retry]: attempt };
      const backoff = firstWait * 2 ** (attempt - 1) * (0.9 + 0.2 * random());
      return { attempt, of: limits[retry], milliseconds: retryAfterMs ?? Math.round(backoff) };
    },
    /** A whole answer came: the provider is well again. */
    reset() {
      failures = { stream: 0, request: 0 };
    },
  };
}
