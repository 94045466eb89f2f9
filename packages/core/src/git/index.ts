export { listBranches } from "./branches.ts";
export { type Checkout, listCheckouts } from "./checkouts.ts";
export { commitTree, ourIdentity } from "./objects.ts";
export { deleteRef, resolveCommit, updateRef } from "./refs.ts";
export { gitDirs, initRepository, inspectRepository, readHead, type Repository } from "./repository.ts";
export { type GitOptions, type GitOutput, gitError, gitRecords, gitText, runGit, splitRecords } from "./run.ts";
export { type Change, changedPaths, countChanges } from "./status.ts";
