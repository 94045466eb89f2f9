import { AppError } from "../errors/index.ts";
import { gitRecords } from "./run.ts";

/** A place where a repository is checked out: the main one or a linked worktree. */
export interface Checkout {
  readonly path: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly bare: boolean;
  readonly locked: boolean;
  /** Its folder is gone. */
  readonly prunable: boolean;
}

/** Every checkout of a repository, the main one first. */
export async function listCheckouts(root: string): Promise<Checkout[]> {
  const args = ["worktree", "list", "--porcelain", "-z"];
  const records = await despiteHalfMade(() => gitRecords(args, { cwd: root }));
  const checkouts: Checkout[] = [];
  let lines: string[] = [];
  for (const record of [...records, ""]) {
    if (record !== "") lines.push(record);
    else if (lines.length > 0) {
      checkouts.push(parseCheckout(lines));
      lines = [];
    }
  }
  return checkouts;
}

/** Git fails to list worktrees while another git is just making one; a moment later it is made. */
export async function despiteHalfMade<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const halfMade = error instanceof AppError && /failed to read .*commondir/.test(error.detail ?? "");
      if (!halfMade || attempt === 5) throw error;
    }
  }
}

function parseCheckout(lines: readonly string[]): Checkout {
  const value = (name: string): string | undefined =>
    lines.find((line) => line === name || line.startsWith(`${name} `))?.slice(name.length + 1);
  const commit = value("HEAD");
  const branch = value("branch")?.replace("refs/heads/", "");
  return {
    path: value("worktree") ?? "",
    ...(commit === undefined || /^0+$/.test(commit) ? {} : { commit }),
    ...(branch === undefined ? {} : { branch }),
    bare: value("bare") !== undefined,
    locked: value("locked") !== undefined,
    prunable: value("prunable") !== undefined,
  };
}
