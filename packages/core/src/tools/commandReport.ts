import type { BlobId, Command } from "@flightdeck/contract";
import { cutMiddle, grouped, joined } from "./cutText.ts";
import type { HeadTailBytes } from "./headTail.ts";
import { ITEM_BYTES, withOutput } from "./liveOutput.ts";
import type { RunningProcess } from "./runningProcess.ts";

/** A token is about four bytes. */
const BYTES_PER_TOKEN = 4;

const howToGetTheRest = (bytes: number): string =>
  `[… ${grouped(bytes)} bytes (about ${grouped(Math.ceil(bytes / BYTES_PER_TOKEN))} tokens) left out here. To see them, run the command again with a narrower question (rg, head, tail, sed -n '200,400p') or a larger max_output_tokens.]`;

interface Report {
  /** What the model reads. */
  readonly text: string;
  /** The end of the output, for guesses about what went wrong. */
  readonly lastWords: string;
}

/** Tells the model how a command stands and what it printed since the last time. */
export function reportOf(from: {
  readonly process: RunningProcess;
  readonly id: number;
  readonly unread: HeadTailBytes;
  /** In tokens. */
  readonly budget: number;
  readonly now: number;
}): Report {
  const { text } = cutMiddle(from.unread, from.budget * BYTES_PER_TOKEN, howToGetTheRest);
  const seconds = ((from.now - from.process.startedAt) / 1000).toFixed(1);
  const lines = [stateOf(from.process, from.id), `Wall time: ${seconds} s`, "Output:", text];
  return { text: lines.join("\n"), lastWords: text };
}

function stateOf({ exit, place }: RunningProcess, id: number): string {
  if (exit === undefined && place !== undefined)
    return `Not started yet: other work fills the machine, and this is number ${place} in line, as process ${id}. Use write_stdin with process_id ${id} to wait for it.`;
  if (exit === undefined)
    return `Still running as process ${id}. Use write_stdin with process_id ${id} to go on with it.`;
  if (exit.failure !== undefined) return `Could not be started: ${exit.failure}`;
  return exit.signal === null ? `Exit code: ${exit.exitCode}` : `Ended by signal ${exit.signal}`;
}

/** The command's item in its last state, its full output kept as a file when the item cannot hold it. */
export async function finalCommand(
  item: Command,
  process: RunningProcess,
  at: { readonly aborted: boolean; readonly now: number; readonly keep: (bytes: Uint8Array) => Promise<BlobId> },
): Promise<Command> {
  const { exit } = process;
  const outputBlob = process.output.total > ITEM_BYTES ? await kept(process, at.keep) : undefined;
  const failed = exit !== undefined && exit.exitCode !== 0;
  return {
    ...withOutput(item, process),
    status: at.aborted ? "interrupted" : failed ? "failed" : "completed",
    endedAt: at.now,
    exitCode: exit?.exitCode,
    ...(outputBlob === undefined ? {} : { outputBlob }),
  };
}

/** On a full disk the command and what the model reads of it still count; only the full output is not to be had. */
function kept(process: RunningProcess, keep: (bytes: Uint8Array) => Promise<BlobId>): Promise<BlobId | undefined> {
  return keep(joined(process.output.read())).catch(() => undefined);
}
