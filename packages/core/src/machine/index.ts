export { openConfinement } from "./confine.ts";
export { openLearned } from "./learned.ts";
export { Machine, type MachineOptions } from "./machine.ts";
export { type MachineMemory, readMachineMemory } from "./memory.ts";
export { watchProcesses } from "./processes.ts";
export type { CommandRunner, MachineProcess, Work } from "./types.ts";
