import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyPatch } from "./applyPatch.ts";

const scenarios = join(import.meta.dirname, "scenarios");
const names = readdirSync(scenarios).filter((name) => statSync(join(scenarios, name)).isDirectory());

/** Every file of a folder by its path. */
function filesOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

// Each scenario is a folder: `input` (files before), `patch.txt`, and either `expected` (files after) or `reason.txt`
// (what a refused patch is told; then all stays as it was).
test.each(names)("a patch is applied as its scenario says: %s", async (name) => {
  const scenario = join(scenarios, name);
  const base = mkdtempSync(join(tmpdir(), "patch-"));
  const cwd = join(base, "folder");
  try {
    mkdirSync(cwd);
    if (existsSync(join(scenario, "input"))) cpSync(join(scenario, "input"), cwd, { recursive: true });
    const result = await applyPatch({ cwd, patch: readFileSync(join(scenario, "patch.txt"), "utf8") });
    if (existsSync(join(scenario, "reason.txt"))) {
      const reason = readFileSync(join(scenario, "reason.txt"), "utf8");
      expect({ result, files: filesOf(cwd), entries: readdirSync(base) }).toEqual({
        result: { ok: false, reason: expect.stringContaining(reason) },
        files: filesOf(join(scenario, "input")),
        entries: ["folder"],
      });
    } else
      expect({ ok: result.ok, files: filesOf(cwd) }).toEqual({ ok: true, files: filesOf(join(scenario, "expected")) });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
