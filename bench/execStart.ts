import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { hostEnvironment } from "../e2e/host.ts";
import type { Bench } from "./bench.ts";

const program = join(import.meta.dirname, "..", "apps", "host", "bin", "flightdeck.mjs");

/** From starting `flightdeck exec` on a cold home to its first request to the model. */
export const execStart: Bench<"start"> = {
  name: "exec-start",
  figures: {
    start: { name: "exec start → first request", unit: "ms", budget: 170, peers: { codex: 174, opencode: 1608 } },
  },
  async measure(runs) {
    await using repository = await temporaryRepository({ files: { "README.md": "# Bench\n" } });
    const samples: number[] = [];
    for (let run = 0; run < runs * 3; run += 1) {
      await using home = await temporaryFolder("flightdeck-bench-");
      await using model = await startModelServer();
      const startedAt = performance.now();
      const child = spawn(process.execPath, [program, "exec", "--cwd", repository.path, "scenario:say hello"], {
        env: hostEnvironment({ home: home.path, model: model.url }),
        stdio: "ignore",
      });
      const [code] = await once(child, "close");
      const at = model.requests[0]?.at;
      if (code !== 0 || at === undefined) throw new Error(`flightdeck exec ended with code ${code}`);
      samples.push(at - startedAt);
    }
    return { start: samples };
  },
};
