import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What all heavy commands together may use. */
export interface GroupLimits {
  /** Of one core: 180 is nine tenths of two. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** A group of the host's own in the control groups of Linux (version 2), and in it one for each heavy command. */
export interface ControlGroups {
  put(id: string, pids: readonly number[]): void;
  limit(limits: GroupLimits): void;
  /** Ends what is left in a command's group and removes it. */
  end(id: string): void;
  close(): void;
}

const PERIOD_US = 100_000;
/** One command may not start processes without end. */
const MOST_PROCESSES = 16_384;

/**
 * Takes a folder of control groups that the user may write to and where processor and memory can be limited: with
 * systemd that is the slice above the host's own group. Undefined where there is none, which is no failure.
 */
export function openControlGroups(root = "/sys/fs/cgroup", own = ownGroup()): ControlGroups | undefined {
  if (own === undefined) return undefined;
  for (let folder = own; ; folder = dirname(folder)) {
    const groups = openIn(join(root, folder));
    if (groups !== undefined || folder === "/" || folder === ".") return groups;
  }
}

function ownGroup(): string | undefined {
  const path = /^0::(\/.*)$/m.exec(readText("/proc/self/cgroup") ?? "")?.[1];
  return path?.includes("..") === true ? undefined : path;
}

function openIn(parent: string): ControlGroups | undefined {
  // A group that holds processes cannot hand controllers on, so this is never the group that the host is in.
  const handed = new Set((readText(join(parent, "cgroup.subtree_control")) ?? "").trim().split(" "));
  if (!handed.has("cpu") || !handed.has("memory")) return undefined;
  sweep(parent);
  const folder = join(parent, `flightdeck-${process.pid}`);
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  try {
    writeFileSync(join(folder, "cgroup.subtree_control"), handed.has("pids") ? "+cpu +memory +pids" : "+cpu +memory");
    return groupsIn(folder, handed.has("pids"));
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}

function groupsIn(folder: string, countsProcesses: boolean): ControlGroups {
  const made = new Set<string>();
  let limits = "";
  return {
    limit: ({ cpuPercent, memoryBytes }) => {
      const next = `${cpuPercent} ${memoryBytes}`;
      if (next === limits) return;
      limits = next;
      attempt(() => {
        writeFileSync(join(folder, "cpu.max"), `${Math.round((cpuPercent * PERIOD_US) / 100)} ${PERIOD_US}`);
        // Slowed down at the limit, so that the guard comes to choose who ends; the wall is a little behind it.
        writeFileSync(join(folder, "memory.high"), String(Math.round(memoryBytes)));
        writeFileSync(join(folder, "memory.max"), String(Math.round(memoryBytes * 1.1)));
        writeFileSync(join(folder, "cpu.weight"), "50");
      });
    },
    put: (id, pids) => {
      const group = join(folder, id);
      if (!made.has(id)) {
        if (!attempt(() => mkdirSync(group))) return;
        made.add(id);
        if (countsProcesses) attempt(() => writeFileSync(join(group, "pids.max"), String(MOST_PROCESSES)));
      }
      // Moving a process can take the kernel milliseconds: not on the host's own thread.
      void moveAll(join(group, "cgroup.procs"), pids);
    },
    end: (id) => {
      if (made.delete(id)) void remove(join(folder, id));
    },
    close: () => {
      for (const id of made) kill(join(folder, id));
      for (const id of made) attempt(() => rmdirSync(join(folder, id)));
      attempt(() => rmdirSync(folder)); // where something still ends, the next host sweeps it away
    },
  };
}

/** Children that were started meanwhile come with a later look. */
async function moveAll(file: string, pids: readonly number[]): Promise<void> {
  for (const pid of pids) await writeFile(file, String(pid)).catch(() => undefined);
}

const kill = (group: string): boolean => attempt(() => writeFileSync(join(group, "cgroup.kill"), "1"));

async function remove(group: string): Promise<void> {
  kill(group);
  // A group can be removed once its last process is reaped, which is soon.
  for (let tries = 0; tries < 20; tries += 1) {
    if (attempt(() => rmdirSync(group))) return;
    await new Promise((resolve) => setTimeout(resolve, 50).unref());
  }
}

/** Groups of hosts that were killed. */
function sweep(parent: string): void {
  for (const name of attempted(() => readdirSync(parent)) ?? []) {
    const pid = Number(/^flightdeck-(\d+)$/.exec(name)?.[1]);
    if (!(pid > 0) || isAlive(pid)) continue;
    const folder = join(parent, name);
    for (const group of attempted(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
      if (group.isDirectory()) attempt(() => rmdirSync(join(folder, group.name)));
    }
    attempt(() => rmdirSync(folder));
  }
}

function isAlive(pid: number): boolean {
  return attempt(() => process.kill(pid, 0));
}

const attempt = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const attempted = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

function readText(path: string): string | undefined {
  return attempted(() => readFileSync(path, "utf8"));
}
