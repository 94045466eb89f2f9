import { resolve } from "node:path";
import type { Surroundings } from "../rules/index.ts";
import { accessTo, covers, realPathOf, type SandboxPolicy } from "../sandbox/index.ts";

/** What a command may touch from a folder: reads stay in the thread's folder, writes go where the sandbox lets them. */
export function surroundingsOf(
  policy: SandboxPolicy,
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Surroundings {
  const inside = (path: string): boolean => covers(realPathOf(root), path);
  const real = (path: string): string => realPathOf(resolve(cwd, path));
  return {
    get atHome() {
      return inside(realPathOf(cwd));
    },
    mayRead: (path) => inside(real(path)) && accessTo(policy, real(path)) !== "none",
    mayWrite: (path) => policy.mode !== "full-access" && accessTo(policy, real(path)) === "write",
  };
}
