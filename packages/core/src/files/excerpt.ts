import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { AppError } from "../errors/index.ts";

/** A line of a generated file may be all of it. */
const LONGEST = 500;
/** Behind this nobody looks for a line. */
const BYTES = 8 * 1024 * 1024;

/** Lines of a text file; `from` is the number of the first. */
export interface Excerpt {
  readonly from: number;
  readonly lines: readonly string[];
}

/** The lines around one of a text file. Throws `file_not_found` where there is no such line of text. */
export async function excerptOf(file: string, line: number, around: number, signal?: AbortSignal): Promise<Excerpt> {
  const none = () => new AppError("file_not_found", `There is no line ${line} of text here`);
  const about = await stat(file).catch(() => undefined);
  if (about?.isFile() !== true) throw none();
  const from = Math.max(1, line - around);
  const lines: string[] = [];
  const { createInterface } = await import("node:readline"); // no part of a host's start
  const stream = createReadStream(file, { encoding: "utf8", end: BYTES, signal });
  let number = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text.includes("\0")) throw none();
      if (number >= from) lines.push(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
      if (number >= line + around) break;
    }
  } finally {
    stream.destroy();
  }
  if (number < line) throw none();
  return { from, lines };
}
