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

const nothing: Lines = { additions: 0, deletions: 0, binary: false };

/** Files that are remembered over all repositories. */
const KEPT = 20_000;
/** More new files than these are counted with all others: they would not go into one command line. */
const SOME = 500;

export function createCounts(kept = KEPT): Counts {
  /** The oldest first. */
  const known = new Map<string, Lines>();

  const remember = (name: string, { additions, deletions, binary }: Lines): void => {
    known.delete(name);
    known.set(name, { additions, deletions, binary });
    const [oldest] = known.keys();
    if (known.size > kept && oldest !== undefined) known.delete(oldest);
  };

  return {
    async between(cwd, trees, { ignoreSpace = false } = {}, signal) {
      // The path too, as attributes may say that it is binary; and they are read anew when one of their files changed.
      const nameOf = ({ path, objects }: RawChange): string =>
        `${objects}${ignoreSpace ? " without spaces" : ""} ${path}`;
      const changes = await changedFiles(cwd, trees, signal);
      const attributes = changes.some(({ path }) => path === ".gitattributes" || path.endsWith("/.gitattributes"));
      const had = changes.map((change) => (attributes ? undefined : known.get(nameOf(change))));
      const missing = changes.filter((_, at) => had[at] === undefined);
      // A rename is found among all files that came and went, and a name that is no text names nothing.
      const all =
        missing.length > SOME || missing.some(({ path, oldPath }) => oldPath !== undefined || /\ufffd/.test(path));
      const paths = all ? [] : missing.map(({ path }) => path);
      const counted = missing.length === 0 ? [] : await compareTrees(cwd, trees, { ignoreSpace, paths }, signal);
      const fresh = new Map(counted.map((change) => [change.path, change]));
      return changes.map((change, at): FileChange => {
        const { additions, deletions, binary } = fresh.get(change.path) ?? had[at] ?? nothing;
        remember(nameOf(change), { additions, deletions, binary });
        return { ...change, additions, deletions, binary };
      });
    },
  };
}
