import type { Check, PullRequest, PullRequestComment, Remark } from "@flightdeck/contract";
import { z } from "zod";
import { AppError } from "../errors/index.ts";

/** What is shown of a text of others. */
const MAX_TEXT = 20_000;
const text = z
  .string()
  .nullish()
  .transform((value) => (value ?? "").slice(0, MAX_TEXT));
const author = z
  .object({ login: text })
  .nullish()
  .transform((value) => value?.login.slice(0, 100) || "someone");
const moment = z
  .string()
  .nullish()
  .transform((value) => (value ? Date.parse(value) || 0 : 0));
/** Only addresses of the web are ever opened. */
const link = z
  .string()
  .nullish()
  .transform((value) =>
    value && /^https?:\/\//.test(value) && URL.canParse(value) ? value.slice(0, 1000) : undefined,
  );

const CheckRun = z.object({
  __typename: z.literal("CheckRun"),
  name: text,
  workflowName: text,
  status: text,
  conclusion: text,
  detailsUrl: link,
});
const StatusContext = z.object({
  __typename: z.literal("StatusContext"),
  context: text,
  state: text,
  targetUrl: link,
});

const Review = z.object({ id: text, author, body: text, state: text, submittedAt: moment });
const Comment = z.object({
  id: text,
  author,
  body: text,
  createdAt: moment,
  url: link,
  isMinimized: z.boolean().nullish(),
});

/** The fields that `gh pr view --json` is asked for, and what it answers with. */
export const viewFields =
  "number,url,title,state,isDraft,baseRefName,headRefName,headRefOid,mergeable,reviewDecision,statusCheckRollup,reviews,comments";
export const View = z.object({
  number: z.int().min(1),
  url: z
    .string()
    .max(1000)
    .regex(/^https?:\/\//),
  title: text,
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean().default(false),
  baseRefName: text,
  headRefName: text,
  headRefOid: text,
  mergeable: text,
  reviewDecision: text,
  statusCheckRollup: z.array(z.union([CheckRun, StatusContext, z.unknown()])).nullish(),
  reviews: z.array(Review).nullish(),
  comments: z.array(Comment).nullish(),
});
type View = z.output<typeof View>;

/** The text of a pull request as it is, uncut: it is written back. */
export const Body = z.object({ body: z.string() });

export const listFields = "number,headRefName,isCrossRepository";
export const List = z.array(
  z.object({ number: z.int().min(1), headRefName: text, isCrossRepository: z.boolean().default(false) }),
);

export const threadsQuery = `query($owner:String!,$name:String!,$number:Int!){repository(owner:$owner,name:$name){
pullRequest(number:$number){reviewThreads(last:100){nodes{id isResolved isOutdated path line startLine diffSide
comments(first:30){nodes{author{login} body createdAt url}}}}}}}`;
const line = z.int().min(1).nullish();
export const Threads = z.object({
  data: z.object({
    repository: z.object({
      pullRequest: z.object({
        reviewThreads: z.object({
          nodes: z.array(
            z.object({
              id: z.string().min(1).max(200),
              isResolved: z.boolean().default(false),
              isOutdated: z.boolean().default(false),
              path: z.string().max(4096),
              line,
              startLine: line,
              diffSide: text,
              comments: z.object({
                nodes: z.array(z.object({ author, body: text, createdAt: moment, url: link })),
              }),
            }),
          ),
        }),
      }),
    }),
  }),
});
type Threads = z.output<typeof Threads>;

/** What `gh` printed as what it should be. Rejects with `forge_failed`. */
export function parsed<Schema extends z.ZodType>(schema: Schema, printed: string): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(printed);
  } catch (error) {
    throw new AppError("forge_failed", "gh answered with something that is no JSON", { cause: error });
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError("forge_failed", `gh answered without what was asked for (${issue?.path.join(".")})`);
}

function stateOf(finished: boolean, conclusion: string): Check["state"] {
  if (!finished) return "running";
  switch (conclusion) {
    case "SUCCESS":
      return "passed";
    case "NEUTRAL":
    case "SKIPPED":
    case "STALE":
      return "skipped";
    default:
      return "failed";
  }
}

/** The job whose log stands behind a check of GitHub's own actions. */
export const jobOf = (url: string | undefined): string | undefined =>
  /\/actions\/runs\/\d+\/job\/(\d+)/.exec(url ?? "")?.[1];

function checkOf(entry: unknown, index: number): Check | undefined {
  const run = CheckRun.safeParse(entry);
  if (run.success) {
    const { name, workflowName, status, conclusion, detailsUrl: url } = run.data;
    const job = jobOf(url);
    return {
      id: job === undefined ? `check-${index}-${name.slice(0, 100)}` : `job-${job}`,
      name: name || "check",
      ...(workflowName === "" ? {} : { workflow: workflowName }),
      state: stateOf(status === "COMPLETED", conclusion),
      ...(url === undefined ? {} : { url }),
      hasLog: job !== undefined,
    };
  }
  const status = StatusContext.safeParse(entry);
  if (!status.success) return undefined;
  const { context, state, targetUrl: url } = status.data;
  return {
    id: `status-${index}-${context.slice(0, 100)}`,
    name: context || "status",
    state: stateOf(state !== "PENDING" && state !== "EXPECTED", state),
    ...(url === undefined ? {} : { url }),
    hasLog: false,
  };
}

/** All checks as one. */
export function togetherOf(checks: readonly Check[]): PullRequest["checks"] {
  if (checks.some(({ state }) => state === "failed")) return "failed";
  if (checks.some(({ state }) => state === "running")) return "running";
  return checks.some(({ state }) => state === "passed") ? "passed" : "none";
}

const verdicts: Readonly<Record<string, PullRequestComment["verdict"]>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes_requested",
  DISMISSED: "dismissed",
};

function remarksOf(threads: Threads | undefined): readonly PullRequestComment[] {
  const nodes = threads?.data.repository.pullRequest.reviewThreads.nodes ?? [];
  return nodes.flatMap((thread): readonly PullRequestComment[] => {
    const [first, ...replies] = thread.comments.nodes.map(
      ({ author: by, body, createdAt, url }): Remark & { readonly url?: string } => ({
        author: by,
        text: body,
        at: createdAt,
        ...(url === undefined ? {} : { url }),
      }),
    );
    if (first === undefined) return [];
    const to = thread.line ?? undefined;
    const from = thread.startLine ?? to;
    return [
      {
        id: thread.id,
        ...first,
        place: {
          path: thread.path,
          side: thread.diffSide === "LEFT" ? "old" : "new",
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        },
        resolved: thread.isResolved,
        outdated: thread.isOutdated,
        replies: replies.map(({ author: by, text: words, at }) => ({ author: by, text: words, at })),
      },
    ];
  });
}

function talkOf({ reviews, comments }: View): readonly PullRequestComment[] {
  const plain = { resolved: false, outdated: false, replies: [] };
  const ofReviews = (reviews ?? []).flatMap(({ id, author: by, body, state, submittedAt }) => {
    const verdict = verdicts[state];
    // A review that only holds comments on lines says nothing by itself.
    if (body.trim() === "" && verdict === undefined) return [];
    return [{ ...plain, id: id.slice(0, 200), author: by, text: body, at: submittedAt, ...(verdict && { verdict }) }];
  });
  const ofAll = (comments ?? [])
    .filter(({ isMinimized }) => isMinimized !== true)
    .map(({ id, author: by, body, createdAt, url }) => ({
      ...plain,
      id: id.slice(0, 200),
      author: by,
      text: body,
      at: createdAt,
      ...(url === undefined ? {} : { url }),
    }));
  return [...ofReviews, ...ofAll].filter(({ id }) => id !== "").slice(-100);
}

/** A pull request as the window shows it. */
export function pullRequestOf(view: View, threads: Threads | undefined, missing: string | undefined): PullRequest {
  const everyCheck = (view.statusCheckRollup ?? []).slice(0, 200).flatMap((entry, at) => checkOf(entry, at) ?? []);
  const open = view.isDraft ? "draft" : "open";
  const { mergeable, reviewDecision } = view;
  return {
    forge: "GitHub",
    number: view.number,
    url: view.url,
    title: view.title.slice(0, 500),
    state: view.state === "OPEN" ? open : view.state === "MERGED" ? "merged" : "closed",
    checks: togetherOf(everyCheck),
    base: view.baseRefName,
    branch: view.headRefName,
    commit: view.headRefOid,
    mergeable: mergeable === "MERGEABLE" ? "yes" : mergeable === "CONFLICTING" ? "conflicts" : "unknown",
    review:
      reviewDecision === "APPROVED"
        ? "approved"
        : reviewDecision === "CHANGES_REQUESTED"
          ? "changes_requested"
          : reviewDecision === "REVIEW_REQUIRED"
            ? "required"
            : "none",
    everyCheck,
    comments: [...remarksOf(threads), ...talkOf(view)].toSorted((a, b) => a.at - b.at),
    ...(missing === undefined ? {} : { missing }),
  };
}
