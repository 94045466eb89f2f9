import { actions } from "./action.ts";
import { approvals } from "./approval.ts";
import { attachments } from "./attachment.ts";
import { findings, reviews } from "./finding.ts";
import { comments } from "./comment.ts";
import { files } from "./files.ts";
import { attention } from "./attention.ts";
import { automations } from "./automation.ts";
import { changes } from "./changes.ts";
import { deck } from "./deck.ts";
import { git } from "./git.ts";
import { handovers } from "./handover.ts";
import { inbox } from "./inbox.ts";
import { landing } from "./landing.ts";
import { machine } from "./machine.ts";
import { models } from "./model.ts";
import { plans } from "./plan.ts";
import { projects } from "./project.ts";
import { pullRequests } from "./pullRequest.ts";
import { questions } from "./question.ts";
import { reading } from "./reading.ts";
import { review } from "./review.ts";
import { rules } from "./rule.ts";
import { search } from "./search.ts";
import { settings } from "./settings.ts";
import { skills } from "./skill.ts";
import { system } from "./system.ts";
import { terminals } from "./terminal.ts";
import { queue, threads, turns } from "./threads.ts";
import { usage } from "./usage.ts";
import { voice } from "./voice.ts";
import { worktrees } from "./worktree.ts";

/** Everything a client can ask of a host, a file per noun. */
export const contract = {
  projects,
  threads,
  turns,
  queue,
  approvals,
  questions,
  plans,
  attachments,
  files,
  rules,
  skills,
  machine,
  terminals,
  actions,
  usage,
  worktrees,
  review,
  git,
  reading,
  reviews,
  findings,
  pullRequests,
  changes,
  comments,
  landing,
  handovers,
  automations,
  deck,
  attention,
  inbox,
  search,
  models,
  voice,
  settings,
  system,
};
export type Contract = typeof contract;

export * from "./action.ts";
export * from "./approval.ts";
export * from "./attachment.ts";
export * from "./attention.ts";
export * from "./automation.ts";
export * from "./background.ts";
export * from "./codeFence.ts";
export * from "./comment.ts";
export * from "./deck.ts";
export * from "./changes.ts";
export * from "./error.ts";
export * from "./files.ts";
export * from "./gate.ts";
export * from "./git.ts";
export * from "./finding.ts";
export * from "./handover.ts";
export * from "./hostMessages.ts";
export * from "./ids.ts";
export * from "./inbox.ts";
export * from "./item.ts";
export * from "./itemText.ts";
export * from "./keys.ts";
export * from "./landing.ts";
export * from "./link.ts";
export * from "./machine.ts";
export * from "./model.ts";
export * from "./notification.ts";
export * from "./page.ts";
export * from "./patch.ts";
export * from "./permissions.ts";
export * from "./plainWords.ts";
export * from "./plan.ts";
export * from "./project.ts";
export * from "./pullRequest.ts";
export * from "./question.ts";
export * from "./reading.ts";
export * from "./review.ts";
export * from "./scope.ts";
export * from "./rule.ts";
export * from "./run.ts";
export * from "./search.ts";
export * from "./settings.ts";
export * from "./settingPaths.ts";
export * from "./settingWords.ts";
export * from "./sha256.ts";
export * from "./shell.ts";
export * from "./skill.ts";
export * from "./system.ts";
export * from "./terminal.ts";
export * from "./thread.ts";
export * from "./threadEvent.ts";
export * from "./threads.ts";
export * from "./usage.ts";
export * from "./voice.ts";
export * from "./worktree.ts";
