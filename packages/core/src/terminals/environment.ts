import { accessSync, constants } from "node:fs";
import { userInfo } from "node:os";
import { scrubEnvironment, terminalVariable } from "../sandbox/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person's own shell needs beside what every command may see: their agents' sockets and their desktop. None holds a secret itself. */
const ofThePerson = [
  "SSH_AUTH_SOCK",
  "SSH_AGENT_PID",
  "SSH_CONNECTION",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "XDG_SESSION_TYPE",
  "XDG_CURRENT_DESKTOP",
  "DBUS_SESSION_BUS_ADDRESS",
  "EDITOR",
  "VISUAL",
  "__CF_USER_TEXT_ENCODING",
];

/** Where the shell starts, for those that ask. */
export interface Place {
  /** Absolute: the folder that the thread works in. */
  readonly cwd: string;
  /** The root of its checkout. */
  readonly worktree: string;
  /** The project's own checkout. */
  readonly project: string;
}

/** The environment of a terminal: nothing of the host's own, all else comes from the shell's start files. */
export function terminalEnvironment(environment: Environment, place: Place, origin: string): Record<string, string> {
  const person = ofThePerson.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...scrubEnvironment(environment),
    ...Object.fromEntries(person),
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    TERM_PROGRAM: "Flightdeck",
    FLIGHTDECK_WORKTREE_PATH: place.worktree,
    FLIGHTDECK_PROJECT_PATH: place.project,
    [terminalVariable]: origin,
    PWD: place.cwd,
  };
}

/** The person's login shell. */
export function loginShell(environment: Environment): string {
  if (process.platform === "win32") return environment.COMSPEC ?? "cmd.exe";
  const known = [environment.SHELL, shellOfAccount(), "/bin/bash", "/bin/sh"];
  return known.find((path) => path !== undefined && isProgram(path)) ?? "/bin/sh";
}

function shellOfAccount(): string | undefined {
  try {
    return userInfo().shell ?? undefined;
  } catch {
    return undefined; // an account that the system does not know
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path.startsWith("/");
  } catch {
    return false;
  }
}

/** How a shell is started, for the person to type into or for one command line. It reads the start files of a terminal either way. */
export function shellArguments(shell: string, command?: string): readonly string[] {
  if (process.platform === "win32") return command === undefined ? [shell] : [shell, "/d", "/s", "/c", command];
  return command === undefined ? [shell, "-l"] : [shell, "-l", "-i", "-c", command];
}
