import { approvals } from "./approval.ts";
import { landing } from "./landing.ts";
import { models } from "./model.ts";
import { projects } from "./project.ts";
import { review } from "./review.ts";
import { settings } from "./settings.ts";
import { system } from "./system.ts";
import { queue, threads, turns } from "./threads.ts";
import { worktrees } from "./worktree.ts";

/** Everything a client can ask of a host, a file per noun. */
export const contract = {
  projects,
  threads,
  turns,
  queue,
  approvals,
  worktrees,
  review,
  landing,
  models,
  settings,
  system,
};
export type Contract = typeof contract;

export * from "./approval.ts";
export * from "./error.ts";
export * from "./hostMessages.ts";
export * from "./ids.ts";
export * from "./item.ts";
export * from "./landing.ts";
export * from "./model.ts";
export * from "./page.ts";
export * from "./permissions.ts";
export * from "./project.ts";
export * from "./review.ts";
export * from "./settings.ts";
export * from "./shell.ts";
export * from "./system.ts";
export * from "./thread.ts";
export * from "./threadEvent.ts";
export * from "./threads.ts";
export * from "./usage.ts";
export * from "./worktree.ts";
