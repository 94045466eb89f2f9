import { gitText, isAncestor } from "../git/index.ts";
import type { LandingRow } from "./rows.ts";

/**
 * The remotes' branches that have what a landing brought, as far as is known here. Taking back what others may have
 * would rewrite their history. A rebase that had nothing to change lands the work's own commits: these may be on a
 * remote with the work's branch, so that only the base's own branch counts.
 */
export async function publishedAt({ root, base, to, head, method }: LandingRow): Promise<readonly string[]> {
  const args = ["for-each-ref", "--format=%(refname:lstrip=2)", `--contains=${to}`, "refs/remotes/"];
  const names = (await gitText(args, { cwd: root })).split("\n").filter(Boolean);
  if (names.length === 0 || method !== "rebase" || !(await isAncestor(root, to, head))) return names;
  return names.filter((name) => name.endsWith(`/${base}`));
}
