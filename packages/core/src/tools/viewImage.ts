import { basename, resolve } from "node:path";
import { z } from "zod";
import { imagePart, type Tool, type ToolResult } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { accessTo, realPathOf } from "../sandbox/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
import { readWhole } from "./readWhole.ts";
import type { ToolsetOptions } from "./toolset.ts";

const LIMIT = 20 << 20;

const input = toolInput(
  z.object({
    path: z
      .string()
      .min(1)
      .refine((path) => !path.includes("\0"), "has a NUL character")
      .describe("The image file, absolute or relative to the folder you work in."),
  }),
);

/** Puts an image file before the model and the person. */
export const viewImage = ({ cwd, policy, keepImage }: Pick<ToolsetOptions, "cwd" | "policy" | "keepImage">): Tool =>
  defineTool({
    name: "view_image",
    description: "Looks at an image file (PNG, JPEG, GIF or WebP, up to 20 MiB).",
    input,
    access: "read",
    async run({ path }, context): Promise<ToolResult> {
      const call = { tool: "view_image", summary: `Looked at ${basename(path)}`, startedAt: context.now() };
      const failed = (reason: string): ToolResult => ({
        item: toolCall(context, { ...call, status: "failed", output: reason }),
        output: reason,
      });
      const file = realPathOf(resolve(cwd, path));
      if (accessTo(policy, file) === "none") return failed(`${path} may not be read.`);
      try {
        const bytes = await readWhole(file, LIMIT);
        if (typeof bytes === "string") return failed(`${path} ${bytes}.`);
        const image = await keepImage(basename(path), bytes);
        return {
          item: toolCall(context, { ...call, status: "completed", output: "", image: image.blob }),
          output: [imagePart(image)],
        };
      } catch (error) {
        if (error instanceof AppError && error.code === "image_invalid")
          return failed(`${path} is not a PNG, JPEG, GIF or WebP image that can be read.`);
        if (error instanceof AppError && error.code === "image_too_large")
          return failed(`${path} is too large: ${error.detail ?? error.message}.`);
        return failed(`${path} cannot be read: ${messageOf(error)}`);
      }
    },
  });
