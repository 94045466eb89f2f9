import { type Automation, AutomationContent, type AutomationId, type ThreadId } from "@flightdeck/contract";
import type { Store } from "../store/index.ts";
import { openRunsBook, type RunsBook } from "./runsBook.ts";

/** An automation as it is kept: `accountedTo` is the last due time that has its record, `seen` what its trigger saw last. */
export interface KeptAutomation extends Automation {
  readonly accountedTo: number;
  readonly seen?: string;
  readonly tokenHash?: string;
}

/** Automations and their runs in SQLite. Writes join the transaction they are made in. */
export interface Book {
  readonly runs: RunsBook;
  /** By name. One that cannot be read is left out and reported. */
  list(): readonly KeptAutomation[];
  get(automationId: AutomationId): KeptAutomation | undefined;
  named(name: string): KeptAutomation | undefined;
  put(automation: KeptAutomation): void;
  /** Says up to when due times have their records, and nothing else. */
  setAccountedTo(automationId: AutomationId, at: number): void;
  remove(automationId: AutomationId): void;
  allPaused(): boolean;
  setAllPaused(paused: boolean): void;
  /** When a host looked at due times last, and the machine's time zone then. */
  looked(): { readonly at?: number; readonly timeZone?: string };
  setLooked(look: { readonly at: number; readonly timeZone: string }): void;
  transaction<T>(work: () => T): T;
}

export function openBook(options: {
  readonly store: Store;
  readonly report: (message: string, error: unknown) => void;
}): Book {
  const { db } = options.store;
  const columns = `SELECT id, name, paused, created_at, updated_at, accounted_to, seen, token_hash, proposed_in, json FROM automations`;
  const list = db.prepare<[], AutomationRecord>(`${columns} ORDER BY name, id`);
  const get = db.prepare<[string], AutomationRecord>(`${columns} WHERE id = ?`);
  const named = db.prepare<[string], AutomationRecord>(`${columns} WHERE name = ?`);
  const put = db.prepare<AutomationRecord>(
    `INSERT INTO automations (id, name, paused, created_at, updated_at, accounted_to, seen, token_hash, proposed_in, json)
     VALUES (@id, @name, @paused, @created_at, @updated_at, @accounted_to, @seen, @token_hash, @proposed_in, @json)
     ON CONFLICT (id) DO UPDATE SET name = @name, paused = @paused, updated_at = @updated_at, accounted_to = @accounted_to,
       seen = @seen, token_hash = @token_hash, json = @json`,
  );
  const account = db.prepare<[number, string]>("UPDATE automations SET accounted_to = ? WHERE id = ?");
  const remove = db.prepare<[string]>("DELETE FROM automations WHERE id = ?");
  const clock = db.prepare<[], ClockRecord>(
    "SELECT all_paused, looked_at, time_zone FROM automation_clock WHERE id = 1",
  );
  const pauseAll = db.prepare<[number]>("UPDATE automation_clock SET all_paused = ? WHERE id = 1");
  const look = db.prepare<[number, string]>("UPDATE automation_clock SET looked_at = ?, time_zone = ? WHERE id = 1");

  /** What was read last of each: the same text is asked for at every look, and checking it is what costs. */
  const contents = new Map<string, { readonly json: string; readonly content: AutomationContent }>();
  const contentOf = ({ id, json }: AutomationRecord): AutomationContent => {
    const known = contents.get(id);
    if (known?.json === json) return known.content;
    const content = AutomationContent.parse(JSON.parse(json));
    contents.set(id, { json, content });
    return content;
  };
  const read = (row: AutomationRecord | undefined): KeptAutomation | undefined => {
    if (row === undefined) return undefined;
    try {
      return automationFrom(row, contentOf(row));
    } catch (error) {
      options.report(`the automation ${row.id} cannot be read`, error);
      return undefined;
    }
  };

  return {
    runs: openRunsBook(options),
    list: () =>
      list
        .all()
        .map(read)
        .filter((automation) => automation !== undefined),
    get: (automationId) => read(get.get(automationId)),
    named: (name) => read(named.get(name)),
    put: (automation) => put.run(recordOf(automation)),
    setAccountedTo: (automationId, at) => account.run(at, automationId),
    remove: (automationId) => {
      contents.delete(automationId);
      remove.run(automationId);
    },
    allPaused: () => clock.get()?.all_paused === 1,
    setAllPaused: (paused) => pauseAll.run(Number(paused)),
    looked: () => {
      const { looked_at: at = null, time_zone: timeZone = null } = clock.get() ?? {};
      return { ...(at !== null && { at }), ...(timeZone !== null && { timeZone }) };
    },
    setLooked: ({ at, timeZone }) => look.run(at, timeZone),
    transaction: options.store.transaction,
  };
}

interface ClockRecord {
  readonly all_paused: number;
  readonly looked_at: number | null;
  readonly time_zone: string | null;
}

interface AutomationRecord {
  readonly id: string;
  readonly name: string;
  readonly paused: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly accounted_to: number;
  readonly seen: string | null;
  readonly token_hash: string | null;
  readonly proposed_in: string | null;
  readonly json: string;
}

function automationFrom(row: AutomationRecord, content: AutomationContent): KeptAutomation {
  return {
    ...content,
    id: row.id as AutomationId, // written by `put`
    paused: row.paused === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    accountedTo: row.accounted_to,
    ...(row.seen !== null && { seen: row.seen }),
    ...(row.token_hash !== null && { tokenHash: row.token_hash }),
    ...(row.proposed_in !== null && { proposedIn: row.proposed_in as ThreadId }), // written by `put`
  };
}

function recordOf(automation: KeptAutomation): AutomationRecord {
  const { id, paused, createdAt, updatedAt, accountedTo, seen, tokenHash, proposedIn, ...content } = automation;
  return {
    id,
    name: content.name,
    paused: Number(paused),
    created_at: createdAt,
    updated_at: updatedAt,
    accounted_to: accountedTo,
    seen: seen ?? null,
    token_hash: tokenHash ?? null,
    proposed_in: proposedIn ?? null,
    json: JSON.stringify(content),
  };
}
