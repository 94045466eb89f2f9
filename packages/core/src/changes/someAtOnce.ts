/** So many things are looked at side by side: each may start a git. */
const atOnce = 4;

/** Does the same with many things, some at a time; answers in their order. What fails keeps the rest from being begun. */
export async function someAtOnce<One, Done>(
  all: readonly One[],
  work: (one: One) => Promise<Done>,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  const queue = all.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [at, one] of queue) {
      if (failed) return;
      try {
        done[at] = await work(one);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return done;
}
