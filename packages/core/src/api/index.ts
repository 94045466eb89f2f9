import type { Core } from "../core.ts";
import { approvalsApi } from "./approvals.ts";
import { implementContract } from "./implement.ts";
import { landingApi } from "./landing.ts";
import { modelsApi } from "./models.ts";
import { projectsApi } from "./projects.ts";
import { reviewApi } from "./review.ts";
import { settingsApi } from "./settings.ts";
import { systemApi } from "./system.ts";
import { queueApi, threadsApi, turnsApi } from "./threads.ts";
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
    worktrees: worktreesApi(os, core),
    review: reviewApi(os, core),
    landing: landingApi(os, core),
    models: modelsApi(os, core),
    settings: settingsApi(os, core),
    system: systemApi(os, core),
  });
}

export type Router = ReturnType<typeof createRouter>;
