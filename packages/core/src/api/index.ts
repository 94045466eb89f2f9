import type { Core } from "../core.ts";
import { actionsApi } from "./actions.ts";
import { approvalsApi } from "./approvals.ts";
import { implementContract } from "./implement.ts";
import { changesApi } from "./changes.ts";
import { attachmentsApi } from "./attachments.ts";
import { findingsApi, reviewsApi } from "./findings.ts";
import { commentsApi } from "./comments.ts";
import { filesApi } from "./files.ts";
import { attentionApi } from "./attention.ts";
import { automationsApi } from "./automations.ts";
import { deckApi } from "./deck.ts";
import { gitApi } from "./git.ts";
import { handoversApi } from "./handovers.ts";
import { inboxApi } from "./inbox.ts";
import { landingApi } from "./landing.ts";
import { machineApi } from "./machine.ts";
import { modelsApi } from "./models.ts";
import { plansApi } from "./plans.ts";
import { projectsApi } from "./projects.ts";
import { pullRequestsApi } from "./pullRequests.ts";
import { questionsApi } from "./questions.ts";
import { readingApi } from "./reading.ts";
import { reviewApi } from "./review.ts";
import { rulesApi } from "./rules.ts";
import { searchApi } from "./search.ts";
import { settingsApi } from "./settings.ts";
import { skillsApi } from "./skills.ts";
import { systemApi } from "./system.ts";
import { terminalsApi } from "./terminals.ts";
import { queueApi, threadsApi, turnsApi } from "./threads.ts";
import { usageApi } from "./usage.ts";
import { voiceApi } from "./voice.ts";
import { worktreesApi } from "./worktrees.ts";

/** The router that every transport serves: the contract's methods, answered by the core. */
export function createRouter(core: Core) {
  const os = implementContract(core.report);
  return os.router({
    projects: projectsApi(os, core),
    threads: threadsApi(os, core),
    turns: turnsApi(os, core),
    queue: queueApi(os, core),
    approvals: approvalsApi(os, core),
    questions: questionsApi(os, core),
    plans: plansApi(os, core),
    attachments: attachmentsApi(os, core),
    files: filesApi(os, core),
    rules: rulesApi(os, core),
    skills: skillsApi(os, core),
    machine: machineApi(os, core),
    terminals: terminalsApi(os, core),
    actions: actionsApi(os, core),
    usage: usageApi(os, core),
    worktrees: worktreesApi(os, core),
    review: reviewApi(os, core),
    git: gitApi(os, core),
    reading: readingApi(os, core),
    reviews: reviewsApi(os, core),
    findings: findingsApi(os, core),
    pullRequests: pullRequestsApi(os, core),
    changes: changesApi(os, core),
    comments: commentsApi(os, core),
    landing: landingApi(os, core),
    handovers: handoversApi(os, core),
    automations: automationsApi(os, core),
    attention: attentionApi(os, core),
    inbox: inboxApi(os, core),
    deck: deckApi(os, core),
    search: searchApi(os, core),
    models: modelsApi(os, core),
    voice: voiceApi(os, core),
    settings: settingsApi(os, core),
    system: systemApi(os, core),
  });
}

export type Router = ReturnType<typeof createRouter>;
