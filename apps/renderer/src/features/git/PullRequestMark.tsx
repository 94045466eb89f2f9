import type { ThreadPullRequest } from "@flightdeck/contract";
import { clsx } from "clsx";
import { GitMerge, GitPullRequest, GitPullRequestClosed, GitPullRequestDraft, type LucideIcon } from "lucide-react";
import { Icon } from "../../ui/Icon.tsx";
import { stateWords } from "./words.ts";

const icons: Readonly<Record<ThreadPullRequest["state"], LucideIcon>> = {
  open: GitPullRequest,
  draft: GitPullRequestDraft,
  merged: GitMerge,
  closed: GitPullRequestClosed,
};
const checkWords: Readonly<Record<ThreadPullRequest["checks"], string>> = {
  none: "",
  running: ", checks running",
  passed: ", checks passed",
  failed: ", checks failed",
};

const toneOf = ({ state, checks }: ThreadPullRequest): string => {
  if (state === "merged") return "text-accent";
  if (state === "closed") return "text-text-3";
  if (checks === "failed") return "text-red";
  return checks === "passed" ? "text-green" : "text-text-3";
};

/** A thread's pull request in a glyph: its shape is the state, its colour the checks. */
export function PullRequestMark({
  pullRequest,
  className,
}: {
  readonly pullRequest: ThreadPullRequest;
  readonly className?: string;
}) {
  const { number, state, checks } = pullRequest;
  const words = `Pull request #${number}: ${stateWords[state].toLowerCase()}${checkWords[checks]}`;
  return (
    <span role="img" aria-label={words} title={words} className={clsx("inline-flex shrink-0", className)}>
      <Icon of={icons[state]} size={12} className={toneOf(pullRequest)} />
    </span>
  );
}
