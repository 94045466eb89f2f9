import { z } from "zod";
import { command, output, query } from "./define.ts";
import { BlobId, ThreadId } from "./ids.ts";

/** One thing Flightdeck needs or can use, as `flightdeck doctor` reports it. */
export interface Finding {
  readonly name: "git" | "sandbox" | "model access" | "home" | "electron" | "display";
  /** missing: the main job cannot be done; limited: it can, but less well. */
  readonly state: "ok" | "limited" | "missing";
  /** Version or what was found. */
  readonly found: string;
  /** What to do, when not ok: a command or a sentence. */
  readonly fix?: string;
}

export interface SystemInfo {
  readonly version: string;
  readonly platform: string;
  readonly home: string;
  readonly pid: number;
  readonly findings: readonly Finding[];
}

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly repository: boolean;
}

/** An editor that was found on the machine of the host; its id is what the setting `editor` takes. */
export interface Editor {
  readonly id: string;
  readonly name: string;
}

export const system = {
  info: query({ input: z.object({}), output: output<SystemInfo>() }),
  /** Folders inside a folder (the home folder by default), for a picker where the machine has no dialog. */
  browse: query({
    input: z.object({ path: z.string().max(4096).optional() }),
    output: output<{ readonly path: string; readonly parent?: string; readonly folders: readonly FolderEntry[] }>(),
    errors: ["path_not_found", "not_a_folder"],
  }),
  /** A kept file's text, or its bytes in base64. */
  blob: query({
    input: z.object({ blobId: BlobId, as: z.enum(["text", "base64"]).default("text") }),
    output: output<{ readonly content: string }>(),
    errors: ["blob_not_found"],
  }),
  /** The editors that can be chosen; without a choice the first one is used. */
  editors: query({ input: z.object({}), output: output<readonly Editor[]>() }),
  /** Shows a file of a thread's folder in the person's editor. A relative path starts where the thread's commands run. */
  openEditor: command({
    input: z.object({
      threadId: ThreadId,
      path: z.string().min(1).max(4096),
      line: z.int().min(1).max(10_000_000).optional(),
      column: z.int().min(1).max(1_000_000).optional(),
    }),
    output: output<void>(),
    errors: ["thread_not_found", "file_not_found", "path_outside", "editor_not_found", "editor_failed"],
  }),
};
