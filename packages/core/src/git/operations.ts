import { existsSync } from "node:fs";
import { join } from "node:path";

/** Signs of an operation of git that spans several commands: its files are its own until it ends. */
const underWay = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];

/** What a checkout is in the middle of, by the name of git's file. */
export const operationIn = (gitDir: string): string | undefined =>
  underWay.find((name) => existsSync(join(gitDir, name)));

/** Whether a file still holds marks of a conflict, at the start of a line. */
export const hasConflictMarks = (text: string): boolean => /^(?:<{7,}|>{7,})(?: |\r?$)/m.test(text);
