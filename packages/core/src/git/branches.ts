import type { Branch } from "@flightdeck/contract";
import { despiteHalfMade } from "./checkouts.ts";
import { runGit } from "./run.ts";

const fields = [
  "%(refname:lstrip=2)",
  "%(objectname)",
  "%(committerdate:unix)",
  "%(worktreepath)",
  "%(contents:subject)",
];

/** Local branches, the newest first. */
export async function listBranches(root: string, prefix = ""): Promise<Branch[]> {
  const format = `--format=${fields.map((field) => `${field}%00`).join("")}`;
  const args = ["for-each-ref", "--sort=-committerdate", format, `refs/heads/${prefix}`];
  const { stdout } = await despiteHalfMade(() => runGit(args, { cwd: root }));
  const parts = stdout.toString("utf8").split("\0");
  const branches: Branch[] = [];
  for (let i = 0; i + fields.length < parts.length; i += fields.length) {
    const [name = "", commit = "", date = "", worktree = "", subject = ""] = parts.slice(i, i + fields.length);
    branches.push({
      // The line end of the record before; a branch's name cannot hold one.
      name: name.replace(/^\n/, ""),
      commit,
      subject,
      committedAt: Number(date) * 1000,
      ...(worktree === "" ? {} : { checkedOutAt: worktree }),
    });
  }
  return branches;
}
