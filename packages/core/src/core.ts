import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { SystemInfo, ThreadId } from "@flightdeck/contract";
import { type Access, openAccess } from "./access/index.ts";
import { runTurn } from "./agent/index.ts";
import { type Approvals, openApprovals } from "./approvals/index.ts";
import { type Blobs, openBlobs } from "./blobs/index.ts";
import { AppError } from "./errors/index.ts";
import { openProjects, type Projects } from "./projects/index.ts";
import { detectSandbox, spawnSandboxed } from "./sandbox/index.ts";
import { openSecrets, openSettings, type SecretBox, type SettingsFile } from "./settings/index.ts";
import { openStore } from "./store/index.ts";
import { browse, examine } from "./system/index.ts";
import { type Drafts, openDrafts, openEquipment, Threads } from "./threads/index.ts";

export interface CoreOptions {
  /** FLIGHTDECK_HOME; made when missing. The caller holds its lock. */
  readonly home: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The operating system's keychain, when the shell has one. */
  readonly secretBox?: SecretBox;
  /** Where Electron's binary is, if it was found. */
  readonly electron?: string;
  readonly report: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

/** Everything a host does, feature by feature. */
export interface Core {
  readonly report: CoreOptions["report"];
  readonly projects: Projects;
  readonly threads: Threads;
  readonly drafts: Drafts;
  readonly approvals: Approvals;
  readonly models: Access;
  readonly settings: SettingsFile;
  readonly blobs: Blobs;
  readonly system: { info(): Promise<SystemInfo>; browse: typeof browse };
  endProcesses(threadId: ThreadId): Promise<void>;
  /** Ends all turns so that nothing is lost, and closes the database. */
  close(): Promise<void>;
}
