/** How many times as often as in an ordinary run properties are tried: `FUZZ=20 npm run unit -- PATH`. */
const times = (): number => Number(process.env["FUZZ"] ?? 1);

/** How often a property is tried that costs next to nothing. */
export const tries = (few: number): number => few * times();

/**
 * The same for one that runs processes: a slow machine tries it less often instead of running into its test's limit, and
 * a failure is told at once, as a search for a smaller one would take minutes.
 */
export const dearTries = (few: number) => ({
  numRuns: tries(few),
  interruptAfterTimeLimit: 12_000 * times(),
  endOnFailure: true,
});
