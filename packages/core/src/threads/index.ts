export type { Along } from "./alongContext.ts";
export { type Drafts, openDrafts } from "./drafts.ts";
export type { OpenThread } from "./openThread.ts";
export type { SpendingLimit } from "./spending.ts";
export { type Begun, Threads, type ThreadsOptions } from "./threads.ts";
export type { DrivenTurn, TurnDriver } from "./driver.ts";
export type { TurnPlan, TurnWorld } from "./turn.ts";
export { type Equipment, openEquipment, type RunEquipment } from "./equip.ts";
export { changesPermissions } from "./permissions.ts";
