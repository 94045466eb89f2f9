import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { applyPatch } from "@flightdeck/core";
import { withUsage } from "../usage.ts";

/** Applies the patch on standard input. Prints a line per file; a patch that does not apply changes nothing. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("apply-patch", async () => {
    const { values } = parseArgs({ args: [...args], options: { cwd: { type: "string" } } });
    const result = await applyPatch({ cwd: resolve(values.cwd ?? "."), patch: await text(process.stdin) });
    if (!result.ok) {
      process.stderr.write(`${result.reason}\n`);
      return 1;
    }
    for (const { kind, path } of result.changes) process.stdout.write(`${kind} ${path}\n`);
    return 0;
  });
