export { createRouter, type Router } from "./api/index.ts";
export { type Core, type CoreOptions, examineMachine, openCore } from "./core.ts";
export { AppError } from "./errors/index.ts";
export { applyPatch } from "./tools/index.ts";
export type { SecretBox } from "./settings/index.ts";
export { type HomeLock, type HostInfo, lockHome, runningHost } from "./store/index.ts";
