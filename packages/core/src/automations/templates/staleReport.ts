import type { TemplateSource } from "./template.ts";

export const staleReport: TemplateSource = {
  id: "stale-report",
  title: "Stale branches and worktrees",
  about:
    "Says each week which branches and worktrees can go, which hold work that is nowhere else, and gives the commands. It deletes nothing.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "weekly", days: [1], time: "09:00" } },
    place: { kind: "local" },
    profile: "Read only",
    limits: { minutes: 15, dollars: 1 },
    missed: "catch_up",
    prompt: `Report which branches and worktrees of this repository are stale. Only read: delete, prune, fetch and check out nothing.

1. The base branch is what \`git symbolic-ref -q --short refs/remotes/origin/HEAD\` says, else \`main\`, else \`master\`.
2. Branches: \`git for-each-ref refs/heads --sort=committerdate --format='%(refname:short)%09%(objectname:short)%09%(committerdate:short)%09%(authorname)%09%(upstream:track)%09%(worktreepath)%09%(subject)'\`. Put each into the first group that fits; the base, and names that begin with \`flightdeck/\`, are left out:
   a. merged: \`git merge-base --is-ancestor NAME BASE\`; or squashed: \`git cherry BASE NAME\` prints only lines with \`-\`, or \`git diff --quiet BASE...NAME\`.
   b. gone: its upstream is \`[gone]\` and it has commits that are not in BASE.
   c. only here: last commit older than 30 days, commits that are in no remote branch (\`git log NAME --not --remotes BASE --oneline\`).
   d. old: last commit older than 60 days, pushed.
3. Worktrees: \`git worktree list --porcelain\`. Stale are those marked \`prunable\`; those on a merged branch and clean (\`git -C PATH status --porcelain\` prints nothing); those whose folder was not changed for 30 days. A worktree with changes that are not committed is never called stale: list it under "holds work". Ones below a \`.flightdeck/worktrees\` folder belong to Flightdeck: name them, but give no command for them, they are removed in the app.
4. Sizes of the stale worktrees: \`du -sh PATH\`.

Report a finding for each group that is not empty, with its number in the title ("7 branches are merged into main"): P3; group c and worktrees that hold work P2, because they would be lost. The body lists them, oldest first, at most 30 with the rest as a count: name, date, author, subject, and why it is in the group. Then, for a, b, d and stale worktrees, the exact command that removes them: \`git branch -d\` for what git sees as merged, \`git branch -D\` with the commit's hash as a note for squashed ones, \`git worktree remove PATH\`, \`git worktree prune\`. Quote names for the shell. No command for group c.
Proof of a group is the command that shows it. All groups empty: outcome nothing, with the numbers of branches and worktrees that you saw.`,
  },
};
