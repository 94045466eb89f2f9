/** Every failure that a client may have to act on. Anything else reaches it as "internal" with a log id. */
export const errorMessages = {
  internal: "Something went wrong inside Flightdeck",
  project_not_found: "This project is no longer in Flightdeck",
  path_not_found: "There is no such folder",
  not_a_folder: "This is a file, not a folder",
  not_a_repository: "This folder is not a git repository",
  inside_a_repository: "This folder is inside a repository; open the repository itself",
  bare_repository: "This is a bare repository: it has no files to work on",
  empty_repository: "This repository has no commit yet, and a worktree needs one to start from",
  thread_not_found: "There is no such thread",
  thread_archived: "This thread is archived",
  turn_running: "The agent is working; stop the turn first",
  turn_not_running: "No turn is running",
  message_not_found: "This message is no longer in the queue",
  approval_not_found: "There is no such approval",
  approval_answered: "This approval was answered before",
  branch_not_found: "There is no such branch or commit",
  branch_in_use: "This branch is checked out in another worktree",
  worktree_not_found: "There is no such worktree",
  worktree_missing: "The worktree's folder is gone",
  worktree_failed: "The worktree could not be made",
  worktree_busy: "A process still runs in this worktree",
  worktree_kept: "The thread still has its worktree; remove that first",
  worktree_locked: "This worktree is locked",
  worktree_mismatch: "The worktree on disk is not the one on record, so it was left alone",
  snapshot_failed: "The worktree could not be saved, so it was not removed",
  restore_failed: "The worktree could not be restored",
  nothing_to_commit: "There is nothing to commit",
  nothing_to_land: "There is nothing to land: the branch has no commit of its own",
  uncommitted_changes: "There are changes that are not committed",
  base_dirty: "The base branch is checked out with uncommitted changes",
  base_not_found: "The base branch is gone",
  base_moved: "The branch moved while you looked; read the diff again",
  merge_conflict: "The changes conflict with the base branch",
  hook_failed: "A hook of the repository refused",
  git_failed: "git failed",
  disk_full: "The disk is full",
  no_model_access: "No model access is set up",
  model_unauthorized: "The model provider refused the key",
  model_not_found: "The provider does not offer this model",
  provider_unreachable: "The model provider cannot be reached",
  blob_not_found: "This file is no longer kept",
  setting_invalid: "This setting has no such value",
  host_running: "Another host runs on this home",
  home_newer: "This home was written by a newer Flightdeck",
  input_invalid: "The request is not valid",
} as const;

export type ErrorCode = keyof typeof errorMessages;
export const errorCodes = Object.keys(errorMessages) as ErrorCode[];

/** What an error carries beside its code: a sentence for the person, and the lines that explain it (paths, git's words). */
export interface ErrorDetail {
  readonly message: string;
  readonly detail?: string;
}
