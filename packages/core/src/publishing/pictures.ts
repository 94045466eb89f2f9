import type { BlobId, Evidence, ThreadId } from "@flightdeck/contract";
import type { CommitPlace, Commits } from "../commits/index.ts";
import { AppError } from "../errors/index.ts";
import { commitTree, gitText, ourIdentity, personIdentity, resolveCommit, writeBlob } from "../git/index.ts";

/** So many pictures go, none larger than this, and together no more than that: the rest is named by its SHA-256. */
const COUNT = 40;
const EACH = 10 << 20;
const TOGETHER = 40 << 20;

const endings: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** Pictures that were kept with a thread, as a tree of the repository. Nothing of it is on a branch yet. */
export interface Pictures {
  readonly branch: string;
  readonly remote: string;
  readonly tree: string;
  readonly bytes: number;
  /** When the last of them was taken: the same pictures are the same commit. */
  readonly at: number;
  /** Where each lies in the tree, by its blob. */
  readonly paths: ReadonlyMap<BlobId, string>;
}

const plain = (text: string, limit: number): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, limit)
    .replace(/^-+|-+$/g, "");

/** The branch in the remote that holds the pictures of a thread: named after its work, and like no other thread's. */
export function branchOfPictures(threadId: ThreadId, branch: string): string {
  const own = [plain(branch.replace(/^flightdeck\//, ""), 60), plain(threadId, 200).slice(-8)];
  return `flightdeck/evidence/${own.filter(Boolean).join("-")}`;
}

/** Stores the pictures that were kept as evidence in the repository. Undefined when there are none that can go. */
export async function storePictures(
  root: string,
  to: Pick<Pictures, "branch" | "remote">,
  evidence: readonly Evidence[],
  read: (blob: BlobId) => Promise<Buffer>,
): Promise<Pictures | undefined> {
  const paths = new Map<BlobId, string>();
  const lines: string[] = [];
  let together = 0;
  for (const { label, pictures } of evidence)
    for (const [index, { blob, name, type }] of pictures.entries()) {
      const ending = endings[type];
      if (paths.has(blob) || ending === undefined || paths.size === COUNT) continue;
      const bytes = await readKept(read, blob);
      if (bytes === undefined || bytes.length > EACH || together + bytes.length > TOGETHER) continue;
      together += bytes.length;
      const number = String(index + 1).padStart(2, "0");
      const words = [plain(label, 40) || "run", number, plain(name, 60)].filter(Boolean);
      const path = `${words.join("-")}-${blob.slice(0, 6)}.${ending}`;
      paths.set(blob, path);
      lines.push(`100644 blob ${await writeBlob(root, bytes)}\t${path}\0`);
    }
  if (paths.size === 0) return undefined;
  const tree = await gitText(["mktree", "-z"], { cwd: root, input: lines.join("") });
  return { ...to, tree, bytes: together, paths, at: Math.max(...evidence.map(({ at }) => at)) };
}

async function readKept(read: (blob: BlobId) => Promise<Buffer>, blob: BlobId): Promise<Buffer | undefined> {
  try {
    return await read(blob);
  } catch (error) {
    if (error instanceof AppError && error.code === "blob_not_found") return undefined;
    throw error;
  }
}

/** The commit of the pictures on top of what the remote has of their branch, as far as is known. */
export async function commitPictures(
  root: string,
  { branch, remote, tree, at }: Pictures,
): Promise<{ readonly commit: string; readonly expected?: string }> {
  const former = await resolveCommit(root, `refs/remotes/${remote}/${branch}`);
  const expected = former === undefined ? {} : { expected: former };
  if (former !== undefined && (await gitText(["rev-parse", `${former}^{tree}`], { cwd: root })) === tree)
    return { commit: former, ...expected };
  const date = `@${Math.floor(at / 1000)} +0000`;
  const identity = await personIdentity(root).catch((error: unknown) => {
    if (error instanceof AppError) return ourIdentity;
    throw error;
  });
  const commit = await commitTree(root, {
    tree,
    parents: former === undefined ? [] : [former],
    message: "Keep the pictures of self-tests\n\nA pull request shows them; nothing is built from this branch.",
    env: { ...identity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
  return { commit, ...expected };
}

/**
 * Pushes the pictures to their branch, once more on top of what is there if that was not known. Answers with the commit
 * that the remote has. Rejects as a push does.
 */
export async function pushPictures(
  commits: Pick<Commits, "pushAside">,
  place: CommitPlace,
  pictures: Pictures,
  signal: AbortSignal,
): Promise<string> {
  const { branch } = pictures;
  const made = await commitPictures(place.root, pictures);
  try {
    await commits.pushAside(place, { branch, ...made }, signal);
    return made.commit;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "push_rejected")) throw error;
    // What refused it was fetched, or is gone.
    const again = await commitPictures(place.root, pictures);
    if (again.expected === made.expected) throw error;
    await commits.pushAside(place, { branch, ...again }, signal);
    return again.commit;
  }
}
