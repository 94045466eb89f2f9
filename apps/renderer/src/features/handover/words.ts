import type { HandoverCheck } from "@flightdeck/contract";
import { visibleName } from "../../ui/visibleText.ts";

const files = (count: number): string =>
  count === 0
    ? "There are no uncommitted changes"
    : count === 1
      ? "1 changed file"
      : `${count.toLocaleString("en")} changed files`;

const named = (branch: string | undefined): string => (branch === undefined ? "its commit" : visibleName(branch));

/** What a move will do, a sentence each. */
export function handoverWords(check: HandoverCheck, how: "move" | "copy"): readonly string[] {
  const { to, branch, localBranch, changed, stay } = check;
  const path = visibleName(check.localPath);
  const along =
    changed === 0
      ? `${files(0)} to bring along.`
      : changed === 1
        ? "1 changed file comes along, staged as it is."
        : `${files(changed)} come along, staged as they are.`;
  const staying =
    stay.length === 0 ? [] : [`${listed(stay)} stay${stay.length === 1 ? "s" : ""} in the local checkout.`];
  if (to === "local")
    return [
      `${path} goes from ${named(localBranch)} to ${named(branch)}.`,
      along,
      "The agent goes on there. The worktree's folder stays, with its ignored files, for the way back.",
      ...staying,
    ];
  if (how === "copy")
    return [
      "The worktree gets a branch of its own where the local checkout is now.",
      along,
      `${path} keeps what it has.`,
      ...staying,
    ];
  return localBranch !== undefined && localBranch !== branch
    ? [
        `${named(branch)} goes along to the worktree.`,
        along,
        `${path} goes back to ${named(localBranch)}, without these changes.`,
        ...staying,
      ]
    : [
        "The worktree gets a branch of its own where the local checkout is now.",
        along,
        `${path} stays on ${named(localBranch)}, without these changes. Ignored files stay.`,
        ...staying,
      ];
}

function listed(paths: readonly string[]): string {
  const [first = "", ...others] = paths.map(visibleName);
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
