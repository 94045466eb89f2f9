import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { z } from "zod";
import type { Tool, ToolResult } from "../agent/index.ts";
import { messageOf } from "../errors/index.ts";
import { accessTo, realPathOf } from "../sandbox/index.ts";
import { defineTool, toolCall } from "./defineTool.ts";
import type { ToolsetOptions } from "./toolset.ts";

const LIMIT = 8 << 20;

const input = z.object({
  path: z
    .string()
    .min(1)
    .refine((path) => !path.includes("\0"), "has a NUL character")
    .describe("The image file, absolute or relative to the folder you work in."),
});

/** Puts an image file before the model and the person. */
export const viewImage = ({ cwd, policy, keep }: Pick<ToolsetOptions, "cwd" | "policy" | "keep">): Tool =>
  defineTool({
    name: "view_image",
    description: "Looks at an image file (PNG, JPEG, GIF or WebP, up to 8 MiB).",
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
        const type = imageType(bytes);
        if (type === undefined) return failed(`${path} is not a PNG, JPEG, GIF or WebP image.`);
        const image = await keep(bytes);
        const image_url = `data:${type};base64,${bytes.toString("base64")}`;
        return {
          item: toolCall(context, { ...call, status: "completed", output: "", image }),
          output: [{ type: "input_image", image_url, detail: "auto" }],
        };
      } catch (error) {
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

/** The media type by the file's first bytes; its name says nothing. */
function imageType(bytes: Buffer): string | undefined {
  const starts = (text: string, at = 0): boolean => bytes.toString("latin1", at, at + text.length) === text;
  if (starts("\x89PNG\r\n\x1a\n")) return "image/png";
  if (starts("\xff\xd8\xff")) return "image/jpeg";
  if (starts("GIF87a") || starts("GIF89a")) return "image/gif";
  if (starts("RIFF") && starts("WEBP", 8)) return "image/webp";
  return undefined;
}
