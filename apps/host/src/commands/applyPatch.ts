import { statSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { applyPatch } from "@flightdeck/core";
import { withUsage } from "../usage.ts";

/** Applies the patch on standard input. Prints a line per file; a patch that does not apply changes nothing. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("apply-patch", async () => {
    const { values } = parseArgs({ args: [...args], options: { cwd: { type: "string" } } });
    const cwd = resolve(values.cwd ?? ".");
    // A patch makes the folders that its files need, but not the one it applies to: that is a slip of the pen.
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
      process.stderr.write(`There is no folder ${cwd}\n`);
      return 1;
    }
    const result = await applyPatch({ cwd, patch: await text(process.stdin) });
    if (!result.ok) {
      process.stderr.write(`${result.reason}\n`);
      return 1;
    }
    for (const { kind, path } of result.changes) process.stdout.write(`${kind} ${path}\n`);
    return 0;
  });
