import { createRequire } from "node:module";
import { constants } from "node:os";
import type * as nodePty from "@lydell/node-pty";
import type { Launch } from "./launch.ts";
import type { GroupKiller } from "./spawn.ts";
import type { ProcessExit, SandboxedProcess } from "./types.ts";

/** Starts a command in a terminal of its own. The native module is loaded with the first one: most hosts never need it. */
export function startTerminal(
  launch: Launch,
  size: { readonly columns: number; readonly rows: number },
  groupKiller: (pid: number, wrapped: boolean) => GroupKiller,
): SandboxedProcess {
  const { spawn } = createRequire(import.meta.url)("@lydell/node-pty") as typeof nodePty;
  const [file = "", ...args] = launch.argv;
  const pty = spawn(file, args, {
    name: "xterm-256color",
    cols: size.columns,
    rows: size.rows,
    cwd: launch.cwd,
    env: { ...launch.env },
    encoding: null,
  });
  const killer = groupKiller(pty.pid, launch.wrapped);
  return {
    pid: pty.pid,
    // Without an encoding it hands out bytes, which its types do not say.
    onOutput: (listener) => void pty.onData((chunk) => listener(chunk as unknown as Uint8Array)),
    write: (text) => pty.write(text),
    closeInput: () => pty.write("\u0004"),
    kill: () => killer.kill(),
    exited: exitOf(pty, killer).finally(() => launch.release()),
  };
}

async function exitOf(pty: nodePty.IPty, killer: GroupKiller): Promise<ProcessExit> {
  const exit = await new Promise<{ exitCode: number; signal?: number }>((resolve) => pty.onExit(resolve));
  await killer.finish();
  const name = Object.entries(constants.signals).find(([, number]) => number === exit.signal)?.[0];
  return name === undefined ? { exitCode: exit.exitCode, signal: null } : { exitCode: null, signal: name };
}
