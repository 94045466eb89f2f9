/** One figure that a bench measures, with what it must not exceed and what others take for the same. */
export interface Figure {
  readonly name: string;
  /** Empty for what is counted. */
  readonly unit: "ms" | "MB" | "%" | "";
  readonly budget: number;
  readonly peers: Readonly<Record<string, number>>;
}

/** A program that measures some figures, each several times. */
export interface Bench<Name extends string = string> {
  /** What to call it on the command line. */
  readonly name: string;
  readonly figures: Readonly<Record<Name, Figure>>;
  /** The samples of each figure. `runs` says how often to repeat what takes long. */
  measure(runs: number): Promise<Readonly<Record<Name, readonly number[]>>>;
}

/** The value below which a share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
