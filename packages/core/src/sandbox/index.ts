export { detectSandbox, findProgram } from "./detect.ts";
export { endOrphans } from "./orphans.ts";
export { accessTo, covers, policyFor, type PolicyRequest, realPathOf, unconfined } from "./policy.ts";
export { signalProcess } from "./processTree.ts";
export { spawnSandboxed } from "./spawn.ts";
export type { ProcessExit, SandboxedProcess, SandboxPolicy, SandboxSupport, SpawnOptions } from "./types.ts";
