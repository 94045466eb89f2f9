import { availableParallelism } from "node:os";
import { MachineSettings, ProjectId, ThreadId } from "@flightdeck/contract";
import type { SandboxedProcess } from "../../sandbox/index.ts";
import { openConfinement } from "../confine.ts";
import { learnedInMemory } from "../learned.ts";
import { Machine, type MachineOptions } from "../machine.ts";
import { readMachineMemory } from "../memory.ts";
import { watchProcesses } from "../processes.ts";
import type { MachineProcess, Work } from "../types.ts";

/** A machine on the real one, with slots and memory as a test wants them. */
export function testMachine(
  given: Partial<Omit<MachineOptions, "settings">> & { readonly settings?: Partial<MachineSettings> } = {},
): Machine {
  let ids = 0;
  const settings = MachineSettings.parse({ heavyCommands: 8, ...given.settings });
  return new Machine({
    now: Date.now,
    newId: () => `command${(ids += 1)}`,
    cores: availableParallelism(),
    memory: () => readMachineMemory(),
    processes: watchProcesses(),
    confinement: openConfinement({ groups: undefined }),
    learned: learnedInMemory(),
    report: (message, error) => {
      throw new Error(message, { cause: error });
    },
    ...given,
    settings: () => settings,
  });
}

export const testThread = (name: string): { readonly threadId: ThreadId; readonly projectId: ProjectId } => ({
  threadId: ThreadId.parse(name),
  projectId: ProjectId.parse("project"),
});

/** Starts commands of one thread on a machine of their own. */
export function starter(): (about: Pick<Work, "command" | "cwd">, spawn: () => SandboxedProcess) => MachineProcess {
  const machine = testMachine();
  return (about, spawn) => machine.start({ ...about, ...testThread("thread") }, spawn);
}
