import type { RunId, RunLimits, RunPlace, ThreadId, TurnId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import type { RunReport } from "../tools/index.ts";

/** How a run ends that does not end by itself. */
export interface Ending {
  readonly state: "stopped" | "failed";
  readonly reason: string;
}

/** What the host has to know of a run from its beginning until nothing is left to do for it. */
export interface RunWork {
  readonly runId: RunId;
  readonly threadId: ThreadId;
  /** As they were when it began. */
  readonly place: RunPlace["kind"];
  /** The branch that was made for it. */
  readonly branch?: string;
  readonly limits: RunLimits;
  readonly archiveEmpty: boolean;
  /** Its turns, in their order. */
  readonly turns: readonly TurnId[];
  /** How long it has worked, without the time in which it waited for a person. */
  readonly milliseconds: number;
  /** How often it went on after its host had ended. */
  readonly resumed: number;
  readonly report?: RunReport;
  /** Decided; its turn may still have to end. */
  readonly ending?: Ending;
}

/** The table of it. Writes join the transaction they are made in. */
export interface WorkTable {
  put(work: RunWork): void;
  get(runId: RunId): RunWork | undefined;
  remove(runId: RunId): void;
  all(): readonly RunWork[];
}

export function openWorkTable({ db }: Store): WorkTable {
  const put = db.prepare<[string, string]>(
    "INSERT INTO run_work (run_id, json) VALUES (?, ?) ON CONFLICT (run_id) DO UPDATE SET json = excluded.json",
  );
  const get = db.prepare<[string], { json: string }>("SELECT json FROM run_work WHERE run_id = ?");
  const remove = db.prepare<[string]>("DELETE FROM run_work WHERE run_id = ?");
  const all = db.prepare<[], { json: string }>("SELECT json FROM run_work ORDER BY rowid");
  const read = ({ json }: { json: string }): RunWork => JSON.parse(json) as RunWork; // written by `put`
  return {
    put: (work) => put.run(work.runId, JSON.stringify(work)),
    get: (runId) => {
      const found = get.get(runId);
      return found && read(found);
    },
    remove: (runId) => remove.run(runId),
    all: () => all.all().map(read),
  };
}
