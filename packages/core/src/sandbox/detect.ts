import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { bubblewrapArguments } from "./bubblewrap.ts";
import { kindOf } from "./launch.ts";
import { Placeholders } from "./placeholders.ts";
import type { SandboxSupport } from "./types.ts";

export interface DetectOptions {
  readonly platform?: NodeJS.Platform;
  /** Where programs are looked for. */
  readonly path?: string;
  /** Whoever passes them closes them. */
  readonly placeholders?: Placeholders;
}

const run = promisify(execFile);

/** Which sandbox works here, proven by a trial run with the arguments that commands get. Never rejects. */
export async function detectSandbox({
  platform = process.platform,
  path = [process.env.PATH ?? "", "/usr/bin", "/usr/local/bin"].join(delimiter),
  placeholders = new Placeholders(),
}: DetectOptions = {}): Promise<SandboxSupport> {
  if (platform === "linux") return detectBubblewrap(path, placeholders);
  if (platform === "darwin") return detectSeatbelt();
  return {
    kind: "none",
    reason: `Flightdeck has no sandbox for this system (${platform})`,
    fix: platform === "win32" ? "Run Flightdeck inside WSL 2, with bubblewrap" : "Use Linux or macOS",
  };
}

async function detectBubblewrap(path: string, placeholders: Placeholders): Promise<SandboxSupport> {
  const program = findProgram("bwrap", path);
  if (program === undefined) return { kind: "none", reason: "bubblewrap is not installed", fix: installCommand(path) };
  try {
    const { stdout } = await run(program, ["--version"]);
    const version = /\d+(\.\d+)*/.exec(stdout)?.[0] ?? "0";
    const policy = { mode: "read-only", writable: [], protected: [], hidden: [], network: false } as const;
    const trial = { argv: ["/bin/sh", "-c", ":"], cwd: "/", tty: false, version, kindOf };
    await run(program, bubblewrapArguments(policy, trial), { timeout: 10_000 });
    return {
      kind: "bubblewrap",
      version,
      path: program,
      placeholders,
      script: findProgram("script", path),
    };
  } catch (error) {
    const said = outputOf(error);
    return { kind: "none", reason: `bubblewrap does not work here: ${said}`, fix: repair(said) };
  }
}

async function detectSeatbelt(): Promise<SandboxSupport> {
  const program = "/usr/bin/sandbox-exec";
  try {
    await run(program, ["-p", "(version 1)(allow default)", "/usr/bin/true"], { timeout: 10_000 });
    const { stdout } = await run("/usr/bin/sw_vers", ["-productVersion"]);
    return { kind: "seatbelt", version: stdout.trim(), path: program };
  } catch (error) {
    return {
      kind: "none",
      reason: `sandbox-exec does not work here: ${outputOf(error)}`,
      fix: "Flightdeck may itself run inside a sandbox; start it from a terminal outside of it",
    };
  }
}

function outputOf(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return stderr || (error instanceof Error ? error.message : String(error));
}

/** The first executable of that name on the path. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return kindOf(file) === "file";
      } catch {
        return false;
      }
    });
}

const installers = [
  ["apt-get", "sudo apt-get install -y bubblewrap"],
  ["dnf", "sudo dnf install -y bubblewrap"],
  ["pacman", "sudo pacman -S --noconfirm bubblewrap"],
  ["zypper", "sudo zypper install -y bubblewrap"],
  ["apk", "sudo apk add bubblewrap"],
  ["nix-env", "nix-env -iA nixpkgs.bubblewrap"],
] as const;

function installCommand(path: string): string {
  const found = installers.find(([program]) => findProgram(program, path));
  return found?.[1] ?? "Install the package bubblewrap with the system's package manager";
}

/** What to do about bubblewrap's own complaint. */
function repair(said: string): string {
  if (/uid map|RTM_NEWADDR|Failed to make \/ slave/.test(said))
    return "Allow user namespaces to bubblewrap: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  if (/No permissions to creat|Creating new namespace failed|unprivileged/i.test(said))
    return "Allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1 (in a container: start it with --security-opt seccomp=unconfined)";
  if (/mount proc|proc on \/newroot/i.test(said))
    return "Start the container with --security-opt systempaths=unconfined, so that the sandbox may mount its own /proc";
  return "Run `bwrap --unshare-user --unshare-pid --ro-bind / / --proc /proc true` in a terminal and repair what it reports";
}
