import type { TemplateSource } from "./template.ts";

export const mergedDigest: TemplateSource = {
  id: "merged-digest",
  title: "Daily digest of merged work",
  about:
    "Tells each working day what reached the base branch since the last one: by theme, with what it means for you, not commit by commit. It only reads.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "weekly", days: [1, 2, 3, 4, 5], time: "08:30" } },
    place: { kind: "local" },
    profile: "Read only",
    limits: { minutes: 15, dollars: 1 },
    missed: "catch_up",
    prompt: `Tell me what was merged since the last digest, by theme. Only read.

1. The base branch is what \`git symbolic-ref -q --short refs/remotes/origin/HEAD\` says, else \`main\`, else \`master\`. Work with the commits that are here; do not fetch.
2. Since when: the time at which the run before this one began, as you were told; without one, 24 hours ago.
   \`git log BASE --since='TIME' --first-parent --format='%h%x09%an%x09%s'\`. Nothing there: report outcome nothing, "Nothing was merged since TIME", and stop.
3. Look into each: \`git show --stat --format=fuller COMMIT\`; for a merge also \`git log COMMIT^1..COMMIT --format='%h %s'\`. Read the diff where the subject does not say what is different now. A revert and what it reverts cancel each other out: say so in one line.
4. Put them into three to seven themes of what the product or the team gains (not folders, not authors). Pure upkeep (formatting, dependency bumps, typos) is one last line with a count.

Report with outcome done and no findings, unless a merged commit needs me to act: a migration to run, a setting or secret to add, a broken or disabled test, a changed interface that open branches use. Each of those is a finding (P1 when something breaks without it, else P3) with path and line.

The summary is the digest, at most 1,800 characters, plain text:
first line: N commits by M people since TIME, and the one thing to know.
then for each theme "Theme: what is different now, why it matters (abc1234, def5678)", the weightiest first.
Name people only where somebody has to be asked. Nothing that you did not see in a diff.`,
  },
};
