import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stubs } from "./randomLines.ts";

const real = ["bash", "cat", "env", "nice", "timeout", "nohup", "xargs", "find", "sleep"];

/** A folder whose commands write down how they were called, and a bash that finds no others. */
export function stubbedBash(): Disposable & { run(line: string): readonly (readonly string[])[] } {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck-bash-"));
  const bin = join(folder, "bin");
  let runs = 0;
  mkdirSync(bin);
  for (const name of stubs) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\0' "\${0##*/}" "$@" '\u0001' >> "$LOG"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of real) {
    const path = [`/bin/${name}`, `/usr/bin/${name}`].find((candidate) => existsSync(candidate));
    if (path !== undefined) symlinkSync(path, join(bin, name));
  }
  return {
    run: (line) => {
      // What an earlier line left running has its own folder and log.
      const log = join(folder, `log${(runs += 1)}`);
      const work = join(folder, `work${runs}`);
      mkdirSync(work);
      writeFileSync(join(work, "i"), "input\n");
      // `timeout` ends the whole group, and functions that call themselves without end are not for long.
      spawnSync(join(bin, "timeout"), ["-s", "KILL", "3", join(bin, "bash"), "-c", `exec 2>&1; ${line}\nwait`], {
        cwd: work,
        env: { PATH: bin, HOME: work, V: "", LOG: log, FUNCNEST: "4" },
        stdio: ["ignore", "ignore", "ignore"],
        timeout: 10_000,
        killSignal: "SIGKILL",
      });
      if (!existsSync(log)) return [];
      return readFileSync(log, "utf8")
        .split("\u0001\0")
        .filter((call) => call !== "")
        .map((call) => call.split("\0").slice(0, -1));
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}
