import { type ErrorCode, errorMessages } from "@flightdeck/contract";

/** An expected failure with a code of the contract. Anything else that is thrown is a bug and reaches clients as "internal". */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** The lines that explain it: a path, git's own words. */
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: { readonly cause?: unknown }) {
    super(errorMessages[code], options);
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
  }
}

/** The last is a memory file beside the database that could not grow: a disk that was full from the start. */
const fullDisk: ReadonlySet<unknown> = new Set(["ENOSPC", "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"]);

/** Turns the system's "no space left" into the typed error that a person can act on; other errors pass through. */
export function diskError(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return fullDisk.has(code) ? new AppError("disk_full", undefined, { cause: error }) : error;
}

/** The sentence of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
