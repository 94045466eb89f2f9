import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** What a command and everything it started uses. */
export interface TreeUse {
  /** Of one core, since it started. */
  readonly cpuSeconds: number;
  /** Its own memory: what files can be read again from does not count, what was swapped out does. */
  readonly memoryBytes: number;
  readonly pids: readonly number[];
}

/** Looks at the process trees below some processes, by the pid of their first. Never rejects. */
export interface ProcessWatch {
  look(roots: readonly number[]): Promise<ReadonlyMap<number, TreeUse>>;
  /** Nothing runs any more: what was remembered between looks is forgotten. */
  forget(): void;
}

/** By /proc on Linux, by `ps` on macOS; elsewhere nothing is known, and commands count by their weight alone. */
export function watchProcesses(platform: NodeJS.Platform = process.platform): ProcessWatch {
  if (platform === "linux") return watchProc();
  if (platform === "darwin") return { look: lookWithPs, forget: () => {} };
  return { look: () => Promise.resolve(new Map()), forget: () => {} };
}

interface Stat {
  readonly parent: number;
  readonly group: number;
  readonly cpuSeconds: number;
  /** With the pid it names one process for good. */
  readonly startedAt: number;
}

/** The kernel counts in these for programs, whatever it uses itself. */
const TICKS_PER_SECOND = 100;

export function parseStat(text: string): Stat {
  // The name is in parentheses and may hold any character.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (index: number): number => Number(fields[index]);
  // Its own time, and that of children it waited for: they are gone and their time would be too.
  const ticks = at(11) + at(12) + at(13) + at(14);
  return { parent: at(1), group: at(2), cpuSeconds: ticks / TICKS_PER_SECOND, startedAt: at(19) };
}

/**
 * A process belongs to the command that an ancestor of it belongs to, or whose process group it is in. Once found it
 * stays found, so one that lets itself be adopted by init still counts. What belongs to nobody is looked at only once.
 */
function watchProc(): ProcessWatch {
  const owners = new Map<number, { readonly root: number; readonly startedAt: number }>();
  const foreign = new Set<number>();
  return {
    forget: () => {
      owners.clear();
      foreign.clear();
    },
    look: async (roots) => {
      const wanted = new Set(roots);
      const alive = new Set(readdirSync("/proc").map(Number).filter(Number.isInteger));
      for (const pid of foreign) if (!alive.has(pid)) foreign.delete(pid);
      for (const [pid, { root }] of owners) if (!alive.has(pid) || !wanted.has(root)) owners.delete(pid);
      const stats = new Map<number, Stat>();
      for (const pid of alive) {
        if (foreign.has(pid) && !wanted.has(pid)) continue;
        const stat = readStat(pid);
        if (stat === undefined) continue;
        stats.set(pid, stat);
        if (owners.get(pid)?.startedAt !== stat.startedAt) owners.delete(pid);
      }
      const ownerOf = (pid: number): number | undefined => {
        if (wanted.has(pid)) return pid;
        const known = owners.get(pid)?.root;
        const stat = stats.get(pid);
        if (known !== undefined || stat === undefined) return known;
        return wanted.has(stat.group) ? stat.group : ownerOf(stat.parent);
      };
      const found = new Map<number, { cpuSeconds: number; memoryBytes: number; pids: number[] }>();
      for (const [pid, stat] of stats) {
        const owner = ownerOf(pid);
        if (owner === undefined) {
          foreign.add(pid);
          continue;
        }
        owners.set(pid, { root: owner, startedAt: stat.startedAt });
        const use = found.get(owner) ?? { cpuSeconds: 0, memoryBytes: 0, pids: [] };
        use.cpuSeconds += stat.cpuSeconds;
        use.memoryBytes += readMemory(pid);
        use.pids.push(pid);
        found.set(owner, use);
      }
      return found;
    },
  };
}

function readStat(pid: number): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // it is gone
  }
}

function readMemory(pid: number): number {
  try {
    return parseMemory(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return 0;
  }
}

export function parseMemory(status: string): number {
  let kilobytes = 0;
  for (const [, amount] of status.matchAll(/^(?:RssAnon|VmSwap):\s+(\d+) kB$/gm)) kilobytes += Number(amount);
  return kilobytes * 1024;
}

const run = promisify(execFile);

async function lookWithPs(roots: readonly number[]): Promise<ReadonlyMap<number, TreeUse>> {
  if (roots.length === 0) return new Map();
  try {
    const { stdout } = await run("/bin/ps", ["-A", "-o", "pid=,ppid=,pgid=,rss=,time="], { maxBuffer: 16 << 20 });
    return treesOf(parsePs(stdout), roots);
  } catch {
    return new Map();
  }
}

interface PsRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

export function parsePs(text: string): PsRow[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 5)
    .map(([pid, parent, group, kilobytes, time = ""]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      memoryBytes: Number(kilobytes) * 1024,
      // [days-][hours:]minutes:seconds.hundredths
      cpuSeconds: time.split(/[-:]/).reduceRight(
        ({ sum, unit }, part, index, parts) => ({
          sum: sum + Number(part) * unit,
          unit: unit * (parts.length - index >= 3 ? 24 : 60),
        }),
        { sum: 0, unit: 1 },
      ).sum,
    }));
}

export function treesOf(rows: readonly PsRow[], roots: readonly number[]): ReadonlyMap<number, TreeUse> {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const wanted = new Set(roots);
  const ownerOf = (pid: number): number | undefined => {
    if (wanted.has(pid)) return pid;
    const row = byPid.get(pid);
    if (row === undefined || row.parent === pid) return undefined;
    return wanted.has(row.group) ? row.group : ownerOf(row.parent);
  };
  const found = new Map<number, TreeUse>();
  for (const row of rows) {
    const owner = ownerOf(row.pid);
    if (owner === undefined) continue;
    const use = found.get(owner) ?? { cpuSeconds: 0, memoryBytes: 0, pids: [] };
    found.set(owner, {
      cpuSeconds: use.cpuSeconds + row.cpuSeconds,
      memoryBytes: use.memoryBytes + row.memoryBytes,
      pids: [...use.pids, row.pid],
    });
  }
  return found;
}
