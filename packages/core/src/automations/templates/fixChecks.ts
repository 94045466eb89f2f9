import type { TemplateSource } from "./template.ts";

export const fixChecks: TemplateSource = {
  id: "fix-checks",
  title: "Fix failing checks",
  about:
    "Looks every hour whether the checks of the base branch fail, reproduces the failure in its worktree, mends the cause and leaves the change for your review.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "every", minutes: 60 } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 45, dollars: 3 },
    prompt: `If a check of the base branch fails, mend the cause and leave the change for my review. HEAD of your worktree is the commit to look at. Work by $fix-checks; there is no pull request here, step 1 says where to look instead.

1. What the forge says. \`git rev-parse HEAD\`, and \`git remote get-url origin\`. On GitHub, with \`gh\` there, ask once, in one command with \`escalate: true\` and the justification "May I read the results of the checks from GitHub?":
   \`gh run list --commit COMMIT --limit 20 --json databaseId,name,status,conclusion,url; gh run list --commit COMMIT --status failure --limit 3 --json databaseId --jq '.[].databaseId' | while read -r id; do gh run view "$id" --log-failed | tail -n 200; done\`
   All succeeded: report outcome nothing, and stop. Still running, and none failed: the same; the next run looks again.
2. No forge, or it was declined or has no runs for this commit: the checks are what the CI's files run (\`.github/workflows\`, \`.gitlab-ci.yml\`, \`package.json\` scripts named in them), else what AGENTS.md or the README calls the checks. Run them here. All pass: outcome nothing, with what you ran.
3. Reproduce. Run the failing step alone in the worktree, as CI does. It does not fail here: find what differs (versions, environment, order, time, network). A failure of the service itself (no runner, registry down, time-out before the first test) is no fault of ours: report it as a finding P3 with the log's line, change nothing.
   It fails only sometimes (run it three times): a finding "flaky", P2, with the proof; mend it only if the cause is plain.
4. Mend the cause with the smallest change, in the code that is wrong: \`git log -8 --format='%h %an %s' -- FILE\` says what was meant. Never delete, skip or loosen a test or a rule, raise a time-out, or pin a version to get green, unless that is the cause itself; a test that asserts what a commit changed on purpose is brought up to date, and the summary says which commit.
5. Run the failing step again, then the other checks near it. They must pass.

Do not commit, push or re-run jobs.
Report: mended → outcome changed; the summary says which check, why it failed, since which commit, what you changed, and the command that passes now. Not mended → a finding (P1: the base is broken) with path, line and the failing command as proof. The same failure as in an earlier run's finding, and nothing new: outcome nothing.`,
  },
};
