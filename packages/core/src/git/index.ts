export { type LinguistPaths, linguistPaths } from "./attributes.ts";
export { type BlobChange, changedBlobs } from "./blobs.ts";
export { diffBlobs, type Ignored } from "./blobDiff.ts";
export { listBranches } from "./branches.ts";
export { type Checkout, listCheckouts } from "./checkouts.ts";
export { conflictedFiles } from "./conflicted.ts";
export {
  changedFiles,
  compareTrees,
  type DiffOptions,
  type FileChange,
  patchesOf,
  type RawChange,
  type Trees,
  versionOf,
} from "./diff.ts";
export { readTree, refreshIndex, refusal, requireNoOwnFilter, writeEntries } from "./checkout.ts";
export { type CommitLine, firstParent, isAncestor, listCommits } from "./commits.ts";
export { guardFilters } from "./filters.ts";
export { type HeldIndex, requireFreeIndex, withIndex } from "./heldIndex.ts";
export { personIdentity } from "./identity.ts";
export { ignoredFolders, ignoredPaths } from "./ignored.ts";
export { type Rewrite, rewriteIndex, type Scratch } from "./indexFile.ts";
export { createInTurn, type InTurn } from "./inTurn.ts";
export { type FileLines, followLines, type LinePlace, type Lines, type Replacement } from "./lineMap.ts";
export { type ConflictEntry, type Merged, mergeTrees, mergeTreesFrom } from "./merge.ts";
export {
  commitTree,
  emptyTree,
  ourIdentity,
  readBlob,
  readBlobs,
  requireObjects,
  writeBlob,
} from "./objects.ts";
export { hasConflictMarks, operationIn } from "./operations.ts";
export {
  bytesOfText,
  diskPath,
  filesOfTree,
  isBehindLink,
  type PathBytes,
  readable,
  textOfBytes,
  type TreeChange,
  type TreeFile,
  treeChanges,
} from "./paths.ts";
export { commonDirOf, refInFiles } from "./refFiles.ts";
export { copyRefs, deleteRef, deleteRefs, resolveCommit, updateRef } from "./refs.ts";
export { findRoot, gitDirs, initRepository, inspectRepository, readHead, type Repository } from "./repository.ts";
export { type GitOptions, type GitOutput, gitRecords, gitText, runGit, splitRecords } from "./run.ts";
export { createShadows, type Place, type RecordedTree, type Shadows } from "./shadows.ts";
export { stagedTree } from "./staged.ts";
export { type Change, changedPaths, countChanges } from "./status.ts";
