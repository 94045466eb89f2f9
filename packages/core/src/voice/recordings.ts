import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type ErrorCode,
  RECORDING_LIMIT,
  RecordingId,
  recordingEndings,
  type RecordingType,
} from "@flightdeck/contract";
import { AppError, diskError } from "../errors/index.ts";
import type { Store } from "../store/index.ts";

/** A recording as the disk has it. */
export interface KeptRecording {
  readonly id: RecordingId;
  readonly draftKey: string;
  readonly type: RecordingType;
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly bytes: number;
  /** Nothing is put behind it any more. */
  readonly finished: boolean;
  readonly text?: string;
  readonly failure?: { readonly code: ErrorCode; readonly detail?: string };
}

/** What becomes of a recording that was sent to be transcribed. */
export type Outcome =
  | { readonly text: string }
  | { readonly failure: { readonly code: ErrorCode; readonly detail?: string } };

/** The recordings of a home: sound in files of their own, what is known of it in a table. */
export interface Recordings {
  list(): readonly KeptRecording[];
  find(id: RecordingId): KeptRecording | undefined;
  begin(recording: {
    readonly id: RecordingId;
    readonly draftKey: string;
    readonly type: RecordingType;
  }): Promise<void>;
  /**
   * Writes at an offset and settles with the file's size once that is on disk. Throws `recording_not_found`,
   * `recording_too_large`, `disk_full`, and `input_invalid` for a gap. Calls for one recording must not overlap.
   */
  append(id: RecordingId, offset: number, bytes: Uint8Array): Promise<number>;
  finish(id: RecordingId, milliseconds: number): void;
  settle(id: RecordingId, outcome: Outcome | undefined): void;
  /** Throws `recording_not_found`. */
  read(id: RecordingId): Promise<Buffer<ArrayBuffer>>;
  readPiece(id: RecordingId, offset: number, length: number): Promise<{ piece: Buffer; bytes: number }>;
  delete(id: RecordingId): Promise<void>;
}

interface Row {
  readonly id: RecordingId;
  readonly draft_key: string;
  readonly type: RecordingType;
  readonly started_at: number;
  readonly milliseconds: number | null;
  readonly text: string | null;
  readonly failure_code: ErrorCode | null;
  readonly failure_detail: string | null;
}

/** Opens the folder. What has no sound goes; a file without its row, after the database was replaced, gets one. */
export function openRecordings({
  store,
  folder,
  now,
}: {
  readonly store: Store;
  readonly folder: string;
  readonly now: () => number;
}): Recordings {
  const { db } = store;
  const all = db.prepare<[], Row>("SELECT * FROM recordings ORDER BY started_at, id");
  const select = db.prepare<[string], Row>("SELECT * FROM recordings WHERE id = ?");
  const insert = db.prepare<[string, string, string, number]>(
    "INSERT OR IGNORE INTO recordings (id, draft_key, type, started_at) VALUES (?, ?, ?, ?)",
  );
  const end = db.prepare<[number, string]>("UPDATE recordings SET milliseconds = ? WHERE id = ?");
  const conclude = db.prepare<[string | null, string | null, string | null, string]>(
    "UPDATE recordings SET text = ?, failure_code = ?, failure_detail = ? WHERE id = ?",
  );
  const remove = db.prepare<[string]>("DELETE FROM recordings WHERE id = ?");

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = ({ id, type }: Pick<Row, "id" | "type">) => join(folder, `${id}.${recordingEndings[type]}`);
  const look = (row: Pick<Row, "id" | "type">) => statSync(place(row), { throwIfNoEntry: false });
  store.transaction(() => {
    for (const row of all.all()) {
      if ((look(row)?.size ?? 0) > 0) continue;
      rmSync(place(row), { force: true });
      remove.run(row.id);
    }
    for (const name of readdirSync(folder)) {
      const found = namesRecording(name);
      if (found === undefined || select.get(found.id) !== undefined) continue;
      const { birthtimeMs } = statSync(join(folder, name));
      insert.run(found.id, "", found.type, Math.round(birthtimeMs));
    }
  });

  const known = (row: Row): KeptRecording => {
    const file = look(row);
    return {
      id: row.id,
      draftKey: row.draft_key,
      type: row.type,
      startedAt: row.started_at,
      // Of one that was cut off, the last that was written tells how long it is.
      milliseconds: row.milliseconds ?? Math.max(0, Math.round((file?.mtimeMs ?? 0) - row.started_at)),
      bytes: file?.size ?? 0,
      finished: row.milliseconds !== null,
      ...(row.text === null ? {} : { text: row.text }),
      ...(row.failure_code === null ? {} : { failure: failureIn(row.failure_code, row.failure_detail) }),
    };
  };
  const rowOf = (id: RecordingId): Row => {
    const row = select.get(id);
    if (row === undefined) throw new AppError("recording_not_found", id);
    return row;
  };
  const opened = async (row: Row, flags: string): Promise<FileHandle> => {
    try {
      return await open(place(row), flags, 0o600);
    } catch (error) {
      if (isMissing(error)) throw new AppError("recording_not_found", row.id, { cause: error });
      throw diskError(error);
    }
  };

  return {
    list: () => all.all().map(known),
    find: (id) => {
      const row = select.get(id);
      return row === undefined ? undefined : known(row);
    },
    begin: async ({ id, draftKey, type }) => {
      store.transaction(() => insert.run(id, draftKey, type, now()));
      // Flag "a" makes the file, and leaves one that is there as it is.
      await using file = await opened(rowOf(id), "a");
      await file.sync();
      await syncFolder(folder);
    },
    append: async (id, offset, bytes) => {
      const row = rowOf(id);
      if (row.milliseconds !== null) throw new AppError("recording_not_found", "This recording is finished");
      await using file = await opened(row, "r+");
      const { size } = await file.stat();
      if (offset > size) throw new AppError("input_invalid", `The recording has ${size} bytes, not ${offset}`);
      if (offset + bytes.length > RECORDING_LIMIT) throw new AppError("recording_too_large");
      try {
        for (let at = 0; at < bytes.length; ) {
          at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
        }
        await file.datasync();
      } catch (error) {
        throw diskError(error);
      }
      return Math.max(size, offset + bytes.length);
    },
    finish: (id, milliseconds) => {
      const row = rowOf(id);
      if (row.milliseconds === null) store.transaction(() => end.run(Math.round(milliseconds), id));
    },
    settle: (id, outcome) => {
      const text = outcome !== undefined && "text" in outcome ? outcome.text : null;
      const failure = outcome !== undefined && "failure" in outcome ? outcome.failure : undefined;
      store.transaction(() => conclude.run(text, failure?.code ?? null, failure?.detail ?? null, id));
    },
    read: async (id) => {
      const row = rowOf(id);
      try {
        return await readFile(place(row));
      } catch (error) {
        throw new AppError("recording_not_found", id, { cause: error });
      }
    },
    readPiece: async (id, offset, length) => {
      await using file = await opened(rowOf(id), "r");
      const piece = Buffer.alloc(length);
      const { bytesRead } = await file.read(piece, 0, length, offset);
      return { piece: piece.subarray(0, bytesRead), bytes: (await file.stat()).size };
    },
    delete: async (id) => {
      const row = select.get(id);
      if (row === undefined) return;
      // The file first: should that fail, or the host die here, nothing is left that nobody sees.
      await rm(place(row), { force: true });
      store.transaction(() => remove.run(id));
    },
  };
}

const failureIn = (code: ErrorCode, detail: string | null) => ({ code, ...(detail === null ? {} : { detail }) });

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

function namesRecording(name: string): { readonly id: RecordingId; readonly type: RecordingType } | undefined {
  const dot = name.indexOf(".");
  const id = RecordingId.safeParse(name.slice(0, dot)).data;
  const types = Object.keys(recordingEndings) as RecordingType[]; // its own keys
  const type = types.find((one) => recordingEndings[one] === name.slice(dot + 1));
  return id === undefined || type === undefined ? undefined : { id, type };
}

/** A new file's name is on disk when its folder is. Windows has no such thing, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
