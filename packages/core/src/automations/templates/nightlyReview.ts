import type { TemplateSource } from "./template.ts";

export const nightlyReview: TemplateSource = {
  id: "nightly-review",
  title: "Nightly review of yesterday's commits",
  about:
    "Reviews each night what reached the base branch since the last review, and reports what it can prove with a failing test or a quoted line.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "cron", expression: "30 2 * * 2-6" } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 40, dollars: 3 },
    missed: "catch_up",
    prompt: `Review the commits that reached the base branch since the last review. HEAD of your worktree is the base. Report only what you can prove.

1. The range: from the commit that the run before this one began from, if you were told one and \`git merge-base --is-ancestor THAT HEAD\` holds, to HEAD; otherwise the commits of the last 24 hours: \`git log --since='24 hours ago' --first-parent --format='%H %an %s'\`. None: report outcome nothing, and stop.
2. Read the whole diff, \`git diff FIRST^ HEAD --stat\` first, then file by file with the code around it and the callers of what changed. More than 3,000 changed lines: leave out generated files, locks and vendored code, take what is riskiest (data, money, access, concurrency, public interfaces), and say in the summary what you did not read.
3. Look for what is wrong now and was not before: wrong results, lost or doubled data, races, leaks, errors that nobody sees, broken callers, tests that no longer test, documentation that now lies. Code that handles users, permissions, secrets, files by name, shells, SQL, HTML or the network: go through it by $review-security.
4. Prove each suspicion. Best is a small test that fails on HEAD and passes, or cannot exist, before the commit: write it beside the others, run it alone. Where a test is out of reach, quote the line and name the input that breaks it, traced through the callers. What you cannot prove either way is dropped.
5. A later commit may have mended it: look at HEAD, not at the diff alone.

Leave the tests that prove a finding in the worktree; remove everything else that you wrote. Do not fix the code.

Report. A finding for each: title says what goes wrong for whom; body names the commit and its author, the reason, and the fix in a sentence; path and line at HEAD; proof where a command shows it. P0 loses data or lets somebody in, P1 will hit users, P2 only in rare cases, P3 is worth knowing. At most ten, the gravest first. Nothing proven: outcome nothing, with the range and the number of commits that you read.
No praise, no style, no restating of the diff.`,
  },
};
