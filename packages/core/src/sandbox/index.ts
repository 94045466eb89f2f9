export { detectSandbox, findProgram } from "./detect.ts";
export { scrubEnvironment } from "./environment.ts";
export { Placeholders } from "./placeholders.ts";
export { endOrphans } from "./orphans.ts";
export { accessTo, covers, policyFor, type PolicyRequest, realPathOf, unconfined } from "./policy.ts";
export { descendants, signalProcess } from "./processTree.ts";
export { endSession, sessionMembers, terminalVariable } from "./session.ts";
export { spawnSandboxed } from "./spawn.ts";
export type { ProcessExit, SandboxedProcess, SandboxPolicy, SandboxSupport, SpawnOptions } from "./types.ts";
