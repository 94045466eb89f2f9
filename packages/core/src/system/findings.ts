import { accessSync, constants, statfsSync } from "node:fs";
import type { Finding, ModelAccess } from "@flightdeck/contract";
import { messageOf } from "../errors/index.ts";
import { gitText } from "../git/index.ts";
import type { SandboxSupport } from "../sandbox/index.ts";

/** What the findings are made from; how each was learned is its feature's business. */
export interface SystemFacts {
  readonly home: string;
  readonly sandbox: SandboxSupport;
  readonly access: ModelAccess;
  /** Model servers on this machine, by name. */
  readonly localServers: readonly string[];
  /** Where Electron's binary is, if it was found. */
  readonly electron?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Oldest git with `merge-tree --write-tree`, which landing is built on. */
const OLDEST_GIT = [2, 38] as const;
const GIGABYTE = 1024 ** 3;

/** What is there, what is missing, and how to mend it. */
export async function examine(facts: SystemFacts): Promise<Finding[]> {
  return [
    await gitFinding(facts),
    sandboxFinding(facts.sandbox),
    accessFinding(facts),
    homeFinding(facts.home),
    electronFinding(facts),
    displayFinding(facts),
  ];
}

async function gitFinding({ home, platform }: SystemFacts): Promise<Finding> {
  const install = platform === "darwin" ? "xcode-select --install" : "install git with the system's package manager";
  try {
    const version = (await gitText(["version"], { cwd: home })).replace("git version ", "");
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const recent = major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1]);
    if (recent) return { name: "git", state: "ok", found: version };
    return {
      name: "git",
      state: "limited",
      found: version,
      fix: `Landing needs git ${OLDEST_GIT.join(".")} or newer: ${install}`,
    };
  } catch (error) {
    return { name: "git", state: "missing", found: messageOf(error), fix: install };
  }
}

function sandboxFinding(sandbox: SandboxSupport): Finding {
  if (sandbox.kind === "none") return { name: "sandbox", state: "limited", found: sandbox.reason, fix: sandbox.fix };
  return { name: "sandbox", state: "ok", found: `${sandbox.kind} ${sandbox.version}, network off` };
}

function accessFinding({ access, localServers }: SystemFacts): Finding {
  if (access.key === "missing" && access.baseUrlOrigin === "default") {
    if (localServers.length > 0)
      return { name: "model access", state: "ok", found: `${localServers.join(", ")} on this machine` };
    return {
      name: "model access",
      state: "limited",
      found: "none; the built-in tour works",
      fix: "Set OPENAI_API_KEY, or give a key in the settings",
    };
  }
  const key = access.key === "missing" ? "no key" : `key from the ${access.key}`;
  return { name: "model access", state: "ok", found: `${access.baseUrl}, ${key}` };
}

function homeFinding(home: string): Finding {
  try {
    accessSync(home, constants.W_OK);
    const { bavail, bsize } = statfsSync(home);
    const free = (bavail * bsize) / GIGABYTE;
    const found = `${home}, ${free.toFixed(free < 10 ? 1 : 0)} GB free`;
    return free < 1
      ? { name: "home", state: "limited", found, fix: "Free some space: worktrees need it" }
      : { name: "home", state: "ok", found };
  } catch (error) {
    return {
      name: "home",
      state: "missing",
      found: messageOf(error),
      fix: `Make ${home} writable, or set FLIGHTDECK_HOME`,
    };
  }
}

function electronFinding({ electron }: SystemFacts): Finding {
  if (electron !== undefined) return { name: "electron", state: "ok", found: electron };
  return {
    name: "electron",
    state: "limited",
    found: "not installed; a browser window is used instead",
    fix: "npm rebuild electron",
  };
}

function displayFinding({ platform, environment }: SystemFacts): Finding {
  if (platform === "darwin" || platform === "win32") return { name: "display", state: "ok", found: platform };
  const display = environment.WAYLAND_DISPLAY ?? environment.DISPLAY;
  if (display !== undefined && display !== "") return { name: "display", state: "ok", found: display };
  return {
    name: "display",
    state: "limited",
    found: "none",
    fix: "flightdeck serve prints a URL to open from a machine with a display",
  };
}
