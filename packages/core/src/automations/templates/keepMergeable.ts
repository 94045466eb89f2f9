import type { TemplateSource } from "./template.ts";

export const keepMergeable: TemplateSource = {
  id: "keep-mergeable",
  title: "Keep branches mergeable",
  about:
    "Looks every hour which of your branches no longer merge into the base, rebases those in a copy, mends conflicts and build, and asks once before it moves them.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "every", minutes: 60 } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 45, dollars: 3 },
    prompt: `Keep my branches mergeable: find those that conflict with the base, rebase them in a copy, make them build, and ask me once before you move them. HEAD of your worktree is the base.

1. Make a copy in which git may write; your worktree's own git directory is read-only:
   \`git clone --quiet --shared "$(git rev-parse --git-common-dir)" .mergeable && git -C .mergeable config user.name "$(git config user.name)" && git -C .mergeable config user.email "$(git config user.email)"\`
   In it my branches are \`origin/NAME\`. Work on branches in there only.
2. Choose the branches. \`git for-each-ref refs/heads --no-merged=HEAD --sort=-committerdate --format='%(refname:short)%09%(objectname)%09%(committerdate:unix)%09%(authoremail)%09%(worktreepath)'\`. Leave out: the base itself, branches older than 30 days, and names that begin with \`flightdeck/\`. At most 20.
3. Try each: \`git -C .mergeable merge-tree --write-tree --name-only BASE_COMMIT BRANCH_COMMIT\`. Exit code 0: it merges, nothing is to be done. Exit code 1: it conflicts; the output names the files.
4. A conflicting branch is only a finding, and is not touched, when it is checked out somewhere (the last column says where), when \`git log HEAD..BRANCH --format=%ae\` names anyone else than \`git config user.email\`, or when it has merge commits (\`git rev-list --merges HEAD..BRANCH\`).
5. Of the others take at most three, the newest first. For each, in \`.mergeable\`: \`git checkout -q -B NAME origin/NAME\`, then \`git -c core.hooksPath=/dev/null -c commit.gpgsign=false -c rerere.enabled=false rebase BASE_COMMIT\`. Solve conflicts by $resolve-conflicts, from its step 3 on (git may write in the copy, so nothing of it needs \`escalate\`): both sides' intent stays, nothing is dropped to make it apply; go on with \`git -c core.editor=true rebase --continue\`. Where two intents exclude each other, \`git rebase --abort\` and make it a finding that says what has to be decided.
6. Find the project's quick checks (AGENTS.md, the README, the package's scripts: build, types, tests next to what conflicted) and run them in \`.mergeable\`. Mend what the rebase broke, and only that, as a commit "Fix the build after the rebase". If the same check fails on the base too, it is not yours: say so. If you cannot make it pass, make it a finding.
7. When branches are ready, ask once for all of them: one command with \`escalate: true\` whose justification names the branches and their conflicts, for each of them
   \`git fetch --quiet --no-tags .mergeable NAME && git update-ref -m "rebased onto the base" refs/heads/NAME NEW_COMMIT OLD_COMMIT\`
   joined by \`&&\`. OLD_COMMIT is what step 2 showed: git then refuses if the branch moved meanwhile. If I decline, make each a finding "NAME conflicts with the base" and stop asking.
8. \`rm -rf .mergeable\`. Your worktree is then as it was.

Report: all branches merge → outcome nothing, with how many you tried. Branches moved → outcome done; the summary names each with its conflicting files, what you decided, the checks that passed, and the old commit; where \`git rev-parse --verify -q origin/NAME\` shows that it is pushed, add that it waits for my push with lease. Findings: P2, or P1 if the branch was worked on today; proof is the merge-tree command.

Never push, fetch from a remote, delete a branch, or touch a branch that is checked out.`,
  },
};
