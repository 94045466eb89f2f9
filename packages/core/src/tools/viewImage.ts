import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { z } from "zod";
import { imagePart, type Tool, type ToolResult } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { accessTo, realPathOf } from "../sandbox/index.ts";
import { defineTool, toolCall, toolInput } from "./defineTool.ts";
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
        const bytes = await readImage(file);
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

/** The file's bytes, or why not. A pipe or a device is refused before a byte of it is read. */
async function readImage(path: string): Promise<Buffer | string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return "is not a file";
    if (stats.size > LIMIT) return `has ${stats.size} bytes; ${LIMIT} is the most that can be shown`;
    return await readAll(file, stats.size);
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
