import type { MachineUse, RunningCommand, ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Client, ConnectionStore } from "../../client.ts";
import { follow } from "../../feed/follow.ts";

/** What the commands of all threads use; without `use` until the host has told. */
export interface MachineState {
  readonly use?: MachineUse;
}

export type MachineStore = Pick<StoreApi<MachineState>, "getState" | "subscribe">;

export function createMachine(context: {
  readonly client: Client;
  readonly connection: ConnectionStore;
  readonly signal: AbortSignal;
}): MachineStore {
  const store = createStore<MachineState>(() => ({}));
  void follow<MachineUse>({
    connection: context.connection,
    signal: context.signal,
    open: (signal) => context.client.machine.watch({}, { signal }),
    onEvent: (use) => store.setState({ use }, true),
  });
  return store;
}

const none: readonly RunningCommand[] = [];

/** What waits, or runs on without its turn; a command that its turn waits for is in the conversation. */
export const lasting = (state: MachineState, threadId?: ThreadId): readonly RunningCommand[] =>
  state.use?.commands.filter(
    (command) =>
      (threadId === undefined || command.threadId === threadId) && (command.background || command.state === "queued"),
  ) ?? none;

export const sameCommands = (before: readonly RunningCommand[], after: readonly RunningCommand[]): boolean =>
  before.length === after.length && before.every((command, index) => sameCommand(command, after[index]));

/** Alike on screen. */
function sameCommand(before: RunningCommand, after: RunningCommand | undefined): boolean {
  return (
    after !== undefined &&
    before.id === after.id &&
    before.state === after.state &&
    before.place === after.place &&
    before.background === after.background &&
    before.startedAt === after.startedAt &&
    before.cpuPercent === after.cpuPercent &&
    memory(before.memoryBytes) === memory(after.memoryBytes)
  );
}

/** Memory: 0 MB, 512 MB, 6.1 GB. */
export const memory = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

/** How a command stands in the line. */
export const placeWords = (place: number): string =>
  place === 1 ? "Waiting for the machine: next" : `Waiting for the machine: ${place - 1} before it`;

/** What the line of a thread says of its commands. */
export function countWords(commands: readonly RunningCommand[]): string {
  const queued = commands.filter(({ state }) => state === "queued").length;
  const running = commands.length - queued;
  const words = (count: number, rest: string) => `${count} ${count === 1 ? "command" : "commands"} ${rest}`;
  if (queued === 0) return words(running, running === 1 ? "runs in the background" : "run in the background");
  if (running === 0) return words(queued, queued === 1 ? "waits" : "wait");
  return `${words(running, running === 1 ? "runs" : "run")}, ${queued} ${queued === 1 ? "waits" : "wait"}`;
}
