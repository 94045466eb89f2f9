import { z } from "zod";
import { command, output } from "./define.ts";
import { FilePlace } from "./files.ts";
import type { AttachedFile, Image } from "./item.ts";

/** A file that was given: it is the project's own, to be named by its path, or there is a copy of it now. */
export type GivenFile =
  | { readonly kind: "project"; readonly path: string }
  | { readonly kind: "copy"; readonly file: AttachedFile };

export const attachments = {
  /** Keeps a picture for a message: at most 20 MiB, made smaller where the model needs less. Bytes in base64. */
  add: command({
    input: z.object({ name: z.string().min(1).max(255), content: z.string().max(28_000_000) }),
    output: output<Image>(),
    errors: ["image_invalid", "image_too_large", "disk_full"],
  }),
  /** Takes any other file for a message, at most 20 MiB. One that the project has under its name is not copied. */
  addFile: command({
    input: z.object({ place: FilePlace, name: z.string().min(1).max(255), content: z.string().max(28_000_000) }),
    output: output<GivenFile>(),
    errors: ["thread_not_found", "project_not_found", "file_too_large", "disk_full"],
  }),
};
