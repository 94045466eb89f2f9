import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommitWhat, MessageProposal, PlanContent, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import {
  compareTrees,
  emptyTree,
  type FileChange,
  gitDirs,
  gitRecords,
  gitText,
  patchesOf,
  readHead,
  type Shadows,
  type Trees,
  stagedTree,
} from "../git/index.ts";
import {
  instructionsFor,
  intoTemplate,
  type Material,
  materialText,
  type Parts,
  plainMessage,
  readAnswer,
} from "./proposal.ts";
import type { CommitPlace } from "./types.ts";

/** A thread, as far as its commits tell of it. */
export interface CommitsThread {
  readonly id: ThreadId;
  readonly title: string;
  readonly plan?: PlanContent;
}

export interface MessageRequest {
  readonly what: CommitWhat;
  readonly amend: boolean;
  readonly by: "model" | "plain";
}

/** Asks the thread's model once, beside its conversation; what it costs is on the thread's account. */
export type AskModel = (
  threadId: ThreadId,
  question: { readonly instructions: string; readonly text: string },
  signal: AbortSignal,
) => Promise<{ readonly text: string; readonly cost?: number }>;

/** Characters of patches that a model reads, of one file and of all. */
const FILE = 6_000;
const ALL = 30_000;
/** A model that takes longer is not waited for: the person has a message to start from. */
const patience = 60_000;

/** Nobody reads these, and they would fill all the room. */
const generated =
  /(?:^|\/)(?:[^/]*lock[^/]*\.(?:json|ya?ml|toml)|[^/]+\.lock|go\.sum|[^/]+\.(?:min\.(?:js|css)|map|snap))$/i;

/** Proposes commit messages. Must not fail for what a model does: a plain message is always at hand. */
export function createMessages(deps: {
  readonly shadows: Shadows;
  readonly settings: () => { readonly messageTemplate: string; readonly messageInstructions: string };
  readonly ask: AskModel;
  /** A word that nobody can know before. */
  readonly newMark: () => string;
}) {
  const propose = async (
    thread: CommitsThread,
    place: CommitPlace,
    request: MessageRequest,
    signal?: AbortSignal,
  ): Promise<MessageProposal> => {
    const { messageTemplate, messageInstructions } = deps.settings();
    const { material, branch } = await gather(deps.shadows, thread, place, request, signal);
    const inTemplate = (parts: Parts): string =>
      intoTemplate(messageTemplate, { ...parts, branch: branch ?? "", thread: thread.title });
    // A message that is amended was in its template before, and that of a merge is git's own.
    const settled = request.amend ? material.before : material.merge;
    const plain = settled ?? inTemplate(plainMessage(material));
    if (request.by === "plain") return { message: plain, by: "plain" };
    const until = AbortSignal.any([AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])]);
    try {
      const mark = deps.newMark();
      const question = { instructions: instructionsFor(messageInstructions, mark), text: materialText(material, mark) };
      const { text, cost } = await deps.ask(thread.id, question, until);
      const parts = readAnswer(text);
      if (parts === undefined) throw new AppError("model_silent");
      return { message: inTemplate(parts), by: "model", ...(cost === undefined ? {} : { cost }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AppError) {
        const { code, message, detail } = error;
        return { message: plain, by: "plain", failure: { code, message, ...(detail === undefined ? {} : { detail }) } };
      }
      if (!until.aborted) throw error;
      return {
        message: plain,
        by: "plain",
        failure: { code: "model_silent", message: "The model did not answer in time" },
      };
    }
  };
  return { propose };
}
export type Messages = ReturnType<typeof createMessages>;

async function gather(
  shadows: Shadows,
  thread: CommitsThread,
  { root }: CommitPlace,
  { what, amend }: MessageRequest,
  signal?: AbortSignal,
): Promise<{ readonly material: Material; readonly branch?: string }> {
  const { branch, commit } = await readHead(root);
  const from = commit === undefined ? await emptyTree(root) : await treeBefore(root, amend);
  const to =
    what === "all"
      ? (await shadows.storedTree(root, signal)).tree
      : await stagedTree(await shadows.place(root), shadows.scratchIndex(root), signal);
  const changes = await compareTrees(root, { from, to }, {}, signal);
  const log = (format: string, count: number): Promise<string[]> =>
    commit === undefined
      ? Promise.resolve([])
      : gitRecords(
          ["log", "-z", `--max-count=${count}`, "--no-merges", `--format=${format}`, "--no-show-signature", "HEAD"],
          {
            cwd: root,
            signal,
          },
        );
  const [merge, recent, [before], patches] = await Promise.all([
    mergeMessage(root),
    log("%s", 10),
    amend ? gitRecords(["log", "-z", "-1", "--format=%B", "--no-show-signature", "HEAD"], { cwd: root, signal }) : [],
    boundedPatches(root, { from, to }, changes, signal),
  ]);
  const material: Material = {
    title: thread.title,
    ...(thread.plan === undefined ? {} : { plan: thread.plan }),
    files: changes.map(lineOf),
    patches,
    recent,
    ...(before === undefined ? {} : { before: before.trim() }),
    ...(merge === undefined ? {} : { merge }),
  };
  return { material, ...(branch === undefined ? {} : { branch }) };
}

/** What git says of a merge that waits to be committed, without its remarks. */
async function mergeMessage(root: string): Promise<string | undefined> {
  const { gitDir } = await gitDirs(root);
  if (!existsSync(join(gitDir, "MERGE_HEAD"))) return undefined;
  const text = await readFile(join(gitDir, "MERGE_MSG"), "utf8").catch(() => "");
  return (
    text
      .slice(0, 4000)
      .replace(/^#.*\n?/gm, "")
      .trim() || undefined
  );
}

/** What the commit is compared with: HEAD, or for an amendment what that is based on. */
async function treeBefore(root: string, amend: boolean): Promise<string> {
  if (!amend) return gitText(["rev-parse", "HEAD^{tree}"], { cwd: root });
  const first = await gitText(["rev-parse", "-q", "--verify", "HEAD^^{tree}"], { cwd: root, okCodes: [0, 1, 128] });
  return first === "" ? emptyTree(root) : first;
}

const lineOf = ({ path, oldPath, kind, additions, deletions, binary }: FileChange): string =>
  `${kind} ${oldPath === undefined ? "" : `${oldPath} → `}${path} ${binary ? "(binary)" : `+${additions} -${deletions}`}`;

/** Patches of what a person wrote, each file and all together cut to what a model should read. */
async function boundedPatches(
  root: string,
  trees: Trees,
  changes: readonly FileChange[],
  signal?: AbortSignal,
): Promise<string> {
  const telling = changes
    .filter(
      ({ path, binary, additions, deletions }) => !binary && !generated.test(path) && additions + deletions < 5_000,
    )
    .slice(0, 60);
  if (telling.length === 0) return "";
  const paths = telling.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
  let left = ALL;
  const parts: string[] = [];
  for (const { patch } of await patchesOf(root, trees, paths, {}, signal)) {
    if (left <= 0) break;
    const limit = Math.min(FILE, left);
    const part = patch.length > limit ? `${patch.slice(0, limit)}\n… cut …\n` : patch;
    left -= part.length;
    parts.push(part);
  }
  return parts.join("");
}
