import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bubblewrapArguments, creatable } from "./bubblewrap.ts";
import { forcedEnvironment, scrubEnvironment } from "./environment.ts";
import { originVariable } from "./orphans.ts";
import { seatbeltProfile } from "./seatbelt.ts";
import type { SandboxSupport, SpawnOptions } from "./types.ts";

/** A command ready to start, sandbox included. */
export interface Launch {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether the first process is the sandbox and not the command. */
  readonly wrapped: boolean;
  /** Takes away what was put on the disk for it. */
  release(): void;
}

/**
 * Wraps a command as its policy wants it. Contract: a machine without a sandbox runs only what a person let out of it
 * (full-access), so a confined policy there is a mistake of the caller and throws.
 */
export function launchOf(support: SandboxSupport, options: SpawnOptions): Launch {
  const { policy, argv, cwd } = options;
  const env = {
    ...scrubEnvironment(process.env),
    ...forcedEnvironment(options.tty !== undefined),
    ...options.env,
    ...(support.origin === undefined ? {} : { [originVariable]: support.origin }),
    PWD: cwd,
  };
  if (policy.mode === "full-access") return { argv, cwd, env, wrapped: false, release: () => {} };
  switch (support.kind) {
    case "bubblewrap": {
      const held = creatable(policy).map((path) => support.placeholders.hold(path));
      const tty = options.tty !== undefined;
      const inner = tty && support.script !== undefined ? inTerminal(support.script, argv) : argv;
      const wrapping = { argv: inner, cwd, tty, version: support.version, kindOf };
      return {
        argv: [support.path, ...bubblewrapArguments(policy, wrapping)],
        cwd: "/",
        // `script` takes its shell from there, and only /bin/sh is sure to understand the line.
        env: { ...env, TMPDIR: "/tmp", ...(tty ? { SHELL: "/bin/sh" } : {}) },
        wrapped: true,
        release: () => {
          for (const release of held) release?.();
        },
      };
    }
    case "seatbelt": {
      const temporary = realpathSync(mkdtempSync(join(tmpdir(), "flightdeck-")));
      return {
        argv: [support.path, "-p", seatbeltProfile(policy, temporary), ...argv],
        cwd,
        env: { ...env, TMPDIR: temporary },
        wrapped: false,
        release: () => rmSync(temporary, { recursive: true, force: true }),
      };
    }
    case "none":
      throw new Error(`a ${policy.mode} command needs a sandbox and this machine has none: ${support.reason}`);
  }
}

/**
 * A terminal inside the sandbox. The one outside belongs to bubblewrap too: Ctrl-C would end it, and the command could
 * not see whose terminal it is.
 */
function inTerminal(script: string, argv: readonly string[]): readonly string[] {
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return [script, "--quiet", "--return", "--command", `exec ${quoted}`, "/dev/null"];
}

/** What lies at a path, links followed. */
export function kindOf(path: string): "folder" | "file" | "missing" {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "folder" : "file";
}
