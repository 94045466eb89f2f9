import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** The memory of the machine, or of the container that is all the host may use of it. */
export interface MachineMemory {
  readonly totalBytes: number;
  /** What new programs can have before anything is swapped out. */
  readonly availableBytes: number;
  /** Percent of the last ten seconds in which everything waited for memory, where the system tells. */
  readonly stalledPercent: number;
}

/** Reads it anew. Where the system does not tell what is available, all of it counts as available. */
export function readMachineMemory(read: (path: string) => string | undefined = readText): MachineMemory {
  const info = read("/proc/meminfo");
  const total = kilobytes(info, "MemTotal") ?? totalmem();
  const machine = {
    totalBytes: total,
    availableBytes:
      kilobytes(info, "MemAvailable") ?? (process.platform === "linux" ? total : process.availableMemory()),
  };
  const container = containerMemory(read);
  return {
    totalBytes: Math.min(machine.totalBytes, container?.totalBytes ?? Number.POSITIVE_INFINITY),
    availableBytes: Math.min(machine.availableBytes, container?.availableBytes ?? Number.POSITIVE_INFINITY),
    stalledPercent: Number(/^full avg10=([\d.]+)/m.exec(read("/proc/pressure/memory") ?? "")?.[1] ?? 0),
  };
}

const kilobytes = (text: string | undefined, name: string): number | undefined => {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text ?? "")?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
};

/** The nearest limit of the control groups that the host is in; files read before count as free. */
function containerMemory(
  read: (path: string) => string | undefined,
): Pick<MachineMemory, "totalBytes" | "availableBytes"> | undefined {
  const groups = read("/proc/self/cgroup") ?? "";
  const unified = /^0::(\/.*)$/m.exec(groups)?.[1];
  const legacy = /^\d+:[^:]*\bmemory\b[^:]*:(\/.*)$/m.exec(groups)?.[1];
  const places =
    legacy === undefined
      ? parents(unified ?? "/").map((path) => ({
          folder: `/sys/fs/cgroup${path}`,
          limit: "memory.max",
          current: "memory.current",
        }))
      : parents(legacy).map((path) => ({
          folder: `/sys/fs/cgroup/memory${path}`,
          limit: "memory.limit_in_bytes",
          current: "memory.usage_in_bytes",
        }));
  let nearest: Pick<MachineMemory, "totalBytes" | "availableBytes"> | undefined;
  for (const { folder, limit, current } of places) {
    const totalBytes = Number(read(`${folder}/${limit}`)?.trim());
    if (!(totalBytes > 0 && totalBytes < 2 ** 60)) continue; // "max", or version 1's way to say it
    const used = Number(read(`${folder}/${current}`));
    const cached = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(read(`${folder}/memory.stat`) ?? "")?.[1] ?? 0);
    const availableBytes = Math.max(0, totalBytes - used + cached);
    if (nearest === undefined || availableBytes < nearest.availableBytes) nearest = { totalBytes, availableBytes };
  }
  return nearest;
}

/** A path and the folders above it. */
function parents(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  return parts.map((_part, index) => `/${parts.slice(0, parts.length - index).join("/")}`).concat("");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
