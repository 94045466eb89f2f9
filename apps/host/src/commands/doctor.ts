import { parseArgs } from "node:util";
import { examineMachine } from "@flightdeck/core";
import { electronPath } from "../electronPath.ts";
import { openHome } from "../home.ts";
import { withUsage } from "../usage.ts";

const marks = { ok: "✓", limited: "–", missing: "✗" } as const;

/** Says what is there and what is missing. Exit 1 when the main job cannot be done. */
export const run = (args: readonly string[]): Promise<number> =>
  withUsage("doctor", async () => {
    const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean" }, home: { type: "string" } } });
    const findings = await examineMachine({
      home: openHome(values.home),
      environment: process.env,
      electron: electronPath(),
    });
    if (values.json) process.stdout.write(`${JSON.stringify({ findings }, undefined, 2)}\n`);
    else {
      for (const { name, state, found, fix } of findings) {
        process.stdout.write(
          `${marks[state]} ${name.padEnd(13)} ${found}\n${fix ? `  ${"".padEnd(13)} → ${fix}\n` : ""}`,
        );
      }
    }
    return findings.some(({ state }) => state === "missing") ? 1 : 0;
  });
