import type { ProjectId, ThreadId } from "@flightdeck/contract";
import type { Automations, Book, KeptAutomation } from "../automations/index.ts";
import type { SettingsFile } from "../settings/index.ts";
import type { Later } from "./burst.ts";
import type { Checkouts } from "./filesWatch.ts";
import type { SharedTrees, TreeListener } from "./sharedTrees.ts";
import type { Turns } from "./turns.ts";

export interface TriggersOptions {
  readonly automations: Pick<
    Automations,
    "kept" | "get" | "allPaused" | "targets" | "fire" | "setSeen" | "setTokenHash" | "setProblem" | "onChange"
  >;
  readonly runs: Pick<Book["runs"], "openOf" | "ofCause" | "page">;
  /** The folder of a project that is there. */
  readonly project: (projectId: ProjectId) => { readonly name: string; readonly path: string } | undefined;
  /** Where the agent of a thread works. */
  readonly rootOf: (threadId: ThreadId) => string | undefined;
  readonly settings: Pick<SettingsFile, "current" | "watch">;
  readonly randomBytes: (count: number) => Buffer;
  readonly newId: (prefix: string) => string;
  readonly now: () => number;
  readonly later: Later;
  readonly report: (message: string, error: unknown) => void;
}

/** What those share that watch. */
export interface Watches {
  readonly gitDirs: SharedTrees<TreeListener>;
  readonly checkouts: Checkouts;
  readonly turns: Turns;
}

/** One automation that waits for something in one project. */
export interface Place {
  readonly automation: KeptAutomation;
  readonly projectId: ProjectId;
  readonly root: string;
}

/** Something that is looked at while an automation waits for it. */
export interface Armed {
  close(): Promise<void>;
}
