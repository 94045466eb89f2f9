/** Settles with the first signal that asks this process to end. */
export function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
  });
}

/** Ends the process after so long whatever still holds it: a clean end must not hang. */
export function endWithin(milliseconds: number, code: number): void {
  setTimeout(() => process.exit(code), milliseconds).unref();
}
