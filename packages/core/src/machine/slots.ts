import type { MachineSettings } from "@flightdeck/contract";
import { reserveOf } from "./guard.ts";
import type { Experience } from "./learned.ts";
import type { MachineMemory } from "./memory.ts";
import type { Weight } from "./weigh.ts";

/** The settings as numbers of this machine. */
export interface Limits {
  readonly slots: number;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

export function limitsOf(settings: MachineSettings, cores: number, totalBytes: number): Limits {
  return {
    slots: settings.heavyCommands ?? Math.max(1, Math.floor(cores / 2)),
    cpuPercent: settings.cpuPercent * cores,
    memoryBytes: (totalBytes * settings.memoryPercent) / 100,
  };
}

/** From so much on a command is heavy, whatever it is called: seconds of one core, and its share of the limit. */
const HEAVY_SECONDS = 10;
const HEAVY_CPU = 0.3;
const HEAVY_SHARE = 0.1;

/** Did it work for long, or hold much? A server that was busy now and then did not. */
export function wasHeavy(run: Experience & { readonly ageMs: number }, limits: Limits): boolean {
  const worked = run.cpuSeconds >= HEAVY_SECONDS && run.cpuSeconds >= (run.ageMs / 1000) * HEAVY_CPU;
  return worked || run.peakBytes >= limits.memoryBytes * HEAVY_SHARE;
}

/** What is unknown is thought to need this, or an even share of the limit where that is less. */
const UNKNOWN_BYTES = 1 << 30;
const UNKNOWN_SECONDS = 60;
/** A run that needed so much may need a little more the next time. */
const MARGIN = 1.2;

export function expectationOf(experience: Experience | undefined, limits: Limits): Experience {
  if (experience === undefined)
    return { cpuSeconds: UNKNOWN_SECONDS, peakBytes: Math.min(UNKNOWN_BYTES, limits.memoryBytes / limits.slots) };
  return { cpuSeconds: experience.cpuSeconds, peakBytes: experience.peakBytes * MARGIN };
}

/** A heavy command that runs, as the next one sees it. */
export interface Holder {
  readonly memoryBytes: number;
  readonly expectedBytes: number;
  /** Undefined before the first look at it. */
  readonly cpuPercent: number | undefined;
}

/** Is there room for one more beside those that hold a slot? */
export function hasRoom(
  expectedBytes: number,
  holders: readonly Holder[],
  world: { readonly limits: Limits; readonly memory: MachineMemory; readonly otherBytes: number },
): boolean {
  const { limits, memory, otherBytes } = world;
  const growing = holders.map((holder) => Math.max(0, holder.expectedBytes - holder.memoryBytes));
  const toCome = growing.reduce((sum, bytes) => sum + bytes, expectedBytes);
  const now = holders.reduce((sum, holder) => sum + holder.memoryBytes, otherBytes);
  const cpu = holders.reduce((sum, holder) => sum + (holder.cpuPercent ?? 100), 0);
  return (
    cpu < limits.cpuPercent &&
    now + toCome <= limits.memoryBytes &&
    memory.availableBytes - toCome >= reserveOf(memory.totalBytes)
  );
}

/** Below this a command does nothing worth a slot, above that it works; in between it stays as it is. */
const IDLE_PERCENT = 10;
const BUSY_PERCENT = 50;
const IDLE_MS = 10_000;
/** After so long in the background it is a server or a watcher: others need not wait for it to end. */
const LASTING_MS = 15 * 60_000;

/** What a look at a command that runs does to its slot. */
export function slotAfter(
  command: {
    readonly weight: Weight;
    readonly lasting: boolean;
    readonly background: boolean;
    readonly cpuPercent: number;
    readonly busyAt: number;
    readonly startedAt: number;
  },
  holds: boolean,
  now: number,
): "hold" | "release" | "last" | "keep" {
  if (command.weight === "light" || command.lasting) return "keep";
  if (!holds) return command.cpuPercent >= BUSY_PERCENT ? "hold" : "keep";
  if (command.background && now - command.startedAt >= LASTING_MS) return "last";
  return now - command.busyAt >= IDLE_MS ? "release" : "keep";
}

export const isBusy = (cpuPercent: number): boolean => cpuPercent >= IDLE_PERCENT;
