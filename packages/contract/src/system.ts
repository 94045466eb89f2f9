import { z } from "zod";
import { output, query } from "./define.ts";
import { BlobId } from "./ids.ts";

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
};
