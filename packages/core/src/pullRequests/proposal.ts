import type { Evidence, PlanContent, PullRequestProposal } from "@flightdeck/contract";
import { summaryOf } from "../commits/index.ts";
import { evidenceText, MAX_SECTION } from "./evidence.ts";
import { withoutMarks } from "./section.ts";
import { gitRecords, gitText, resolveCommit, runGit } from "../git/index.ts";

/** Names that forges take a form for the body from, in the order of their folders. */
const folders = [".github/", "", "docs/"];
const isTemplate = (path: string): boolean => /(?:^|\/)pull_request_template\.(?:md|txt)$/i.test(path);
const MAX_BODY = 60_000;
const maxTemplate = 16 * 1024;

/** A title and a body to start from: the plan that the work followed, its commits, and the repository's own form. */
export async function proposePullRequest(
  root: string,
  thread: {
    readonly title: string;
    readonly plan?: PlanContent;
    readonly base?: string;
    readonly evidence?: readonly Evidence[];
  },
  { remote, branch }: { readonly remote: string; readonly branch: string },
  signal?: AbortSignal,
): Promise<PullRequestProposal> {
  const base = await baseAt(root, remote, thread.base, signal);
  const [commits, form] = await Promise.all([commitsSince(root, remote, base, signal), templateOf(root, signal)]);
  const { plan } = thread;
  const called = thread.title === "New thread" ? (commits[0] ?? thread.title) : thread.title;
  const title = summaryOf(plan?.title || (commits.length === 1 ? (commits[0] ?? called) : called));
  const steps = plan?.steps.map(({ step }) => `- ${step}`) ?? [];
  const evidence = evidenceText(thread.evidence ?? []);
  const words = [
    plan?.text.trim() ?? "",
    steps.join("\n"),
    commits.length > 1 ? ["## Commits", ...commits.map((subject) => `- ${subject}`)].join("\n") : "",
  ].filter(Boolean);
  const room = MAX_BODY - form.length - (evidence === "" ? 0 : MAX_SECTION);
  const own = withoutMarks(words.join("\n\n")).slice(0, room);
  return { title, body: [own, evidence, withoutMarks(form)].filter(Boolean).join("\n\n"), base, branch };
}

/** The branch that the work started from, if the remote has it; else the remote's own main branch. */
async function baseAt(root: string, remote: string, base: string | undefined, signal?: AbortSignal): Promise<string> {
  if (base !== undefined && (await resolveCommit(root, `refs/remotes/${remote}/${base}`)) !== undefined) return base;
  const head = await gitText(["symbolic-ref", "-q", `refs/remotes/${remote}/HEAD`], {
    cwd: root,
    okCodes: [0, 1, 128],
    signal,
  });
  const prefix = `refs/remotes/${remote}/`;
  return head.startsWith(prefix) ? head.slice(prefix.length) : (base ?? "main");
}

async function commitsSince(
  root: string,
  remote: string,
  base: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const there = [`refs/remotes/${remote}/${base}`, `refs/heads/${base}`];
  const known = (await Promise.all(there.map((ref) => resolveCommit(root, ref)))).find(
    (commit) => commit !== undefined,
  );
  if (known === undefined) return [];
  const args = ["log", "-z", "--reverse", "--max-count=50", "--no-merges", "--format=%s", "--no-show-signature"];
  return gitRecords([...args, `${known}..HEAD`], { cwd: root, signal });
}

async function templateOf(root: string, signal?: AbortSignal): Promise<string> {
  const list = ["ls-tree", "-z", "--name-only", "HEAD", ...folders.filter(Boolean), "."];
  const { stdout } = await runGit(list, { cwd: root, okCodes: [0, 128], signal });
  const paths = stdout.toString("utf8").split("\0").filter(isTemplate);
  const path = folders
    .map((folder) =>
      paths.find(
        (each) =>
          each.toLowerCase() === `${folder}pull_request_template.md`.toLowerCase() ||
          each.toLowerCase() === `${folder}pull_request_template.txt`,
      ),
    )
    .find((each) => each !== undefined);
  if (path === undefined) return "";
  const size = Number(await gitText(["cat-file", "-s", `HEAD:${path}`], { cwd: root, signal }));
  return size > maxTemplate ? "" : (await gitText(["cat-file", "blob", `HEAD:${path}`], { cwd: root, signal })).trim();
}
