import { changedFiles, compareTrees, type FileChange, type RawChange, type Trees } from "../git/index.ts";

/** Counts the lines of what differs between trees; what it has counted of two objects it does not count again. */
export interface Counts {
  between(
    cwd: string,
    trees: Trees,
    options?: { readonly ignoreSpace?: boolean },
    signal?: AbortSignal,
  ): Promise<readonly FileChange[]>;
}

type Lines = Pick<FileChange, "additions" | "deletions" | "binary">;

/** Files that are remembered over all repositories. */
const KEPT = 20_000;
/** More new files than these are counted with all others: they would not go into one command line. */
const SOME = 500;

export function createCounts(): Counts {
  /** The oldest first. */
  const known = new Map<string, Lines>();

  const remember = (name: string, { additions, deletions, binary }: Lines): void => {
    known.delete(name);
    known.set(name, { additions, deletions, binary });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  };

  return {
    async between(cwd, trees, { ignoreSpace = false } = {}, signal) {
      // The path too, as attributes may say that it is binary; and they are read anew when one of their files changed.
      const nameOf = ({ path, objects }: RawChange): string =>
        `${objects}${ignoreSpace ? " without spaces" : ""} ${path}`;
      const changes = await changedFiles(cwd, trees, signal);
      const attributes = changes.some(({ path }) => path === ".gitattributes" || path.endsWith("/.gitattributes"));
      const missing = attributes ? changes : changes.filter((change) => !known.has(nameOf(change)));
      // A rename is found among all files that came and went.
      const all = missing.length > SOME || missing.some(({ oldPath }) => oldPath !== undefined);
      const paths = all ? [] : missing.map(({ path }) => path);
      const counted = missing.length === 0 ? [] : await compareTrees(cwd, trees, { ignoreSpace, paths }, signal);
      const fresh = new Map(counted.map((change) => [change.path, change]));
      return changes.map((change): FileChange => {
        const lines = fresh.get(change.path) ?? known.get(nameOf(change));
        const { additions, deletions, binary } = lines ?? { additions: 0, deletions: 0, binary: false };
        remember(nameOf(change), { additions, deletions, binary });
        return { ...change, additions, deletions, binary };
      });
    },
  };
}
