import type { Store } from "../store/index.ts";

/** What a command line used the last times it ran in a project. */
export interface Experience {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Remembers heavy command lines over restarts. */
export interface Learned {
  of(projectId: string, command: string): Experience | undefined;
  /** A run ended, or became too much before it did. */
  note(projectId: string, command: string, seen: Experience): void;
}

const MOST_LINES = 2_000;
/** What a line needs is remembered as the most of late: each later run counts the earlier ones half. */
const FADE = 0.5;

export function openLearned({ store, now }: { readonly store: Store; readonly now: () => number }): Learned {
  const find = store.db.prepare<[string, string], { cpu_seconds: number; peak_bytes: number }>(
    "SELECT cpu_seconds, peak_bytes FROM learned_commands WHERE project_id = ? AND command = ?",
  );
  const put = store.db.prepare<[string, string, number, number, number]>(
    `INSERT INTO learned_commands (project_id, command, cpu_seconds, peak_bytes, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cpu_seconds = excluded.cpu_seconds, peak_bytes = excluded.peak_bytes, at = excluded.at`,
  );
  const trim = store.db.prepare<[number]>(
    "DELETE FROM learned_commands WHERE rowid IN (SELECT rowid FROM learned_commands ORDER BY at DESC LIMIT -1 OFFSET ?)",
  );
  const of: Learned["of"] = (projectId, command) => {
    const row = find.get(projectId, command);
    return row === undefined ? undefined : { cpuSeconds: row.cpu_seconds, peakBytes: row.peak_bytes };
  };
  return {
    of,
    note: (projectId, command, seen) => {
      const before = of(projectId, command);
      const cpuSeconds = Math.max(seen.cpuSeconds, (before?.cpuSeconds ?? 0) * FADE);
      const peakBytes = Math.max(seen.peakBytes, Math.round((before?.peakBytes ?? 0) * FADE));
      put.run(projectId, command, cpuSeconds, peakBytes, now());
      trim.run(MOST_LINES);
    },
  };
}

/** For a machine without a database. */
export function learnedInMemory(): Learned {
  const lines = new Map<string, Experience>();
  const keyOf = (projectId: string, command: string): string => JSON.stringify([projectId, command]);
  return {
    of: (projectId, command) => lines.get(keyOf(projectId, command)),
    note: (projectId, command, seen) => void lines.set(keyOf(projectId, command), seen),
  };
}
