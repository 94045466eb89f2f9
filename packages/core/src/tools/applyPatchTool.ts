import type { Tool } from "../agent/index.ts";
import type { ToolsetOptions } from "./toolset.ts";
export const applyPatchTool = (_options: ToolsetOptions): Tool => ({
  spec: { type: "custom", name: "apply_patch", description: "", format: { type: "text" } },
  access: "write",
  run: () => Promise.reject(new Error("not there yet")),
});
