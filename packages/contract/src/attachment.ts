import { z } from "zod";
import { command, output } from "./define.ts";
import type { Image } from "./item.ts";

export const attachments = {
  /** Keeps a picture for a message: at most 20 MiB, made smaller where the model needs less. Bytes in base64. */
  add: command({
    input: z.object({ name: z.string().min(1).max(255), content: z.string().max(28_000_000) }),
    output: output<Image>(),
    errors: ["image_invalid", "image_too_large"],
  }),
};
