import type { SandboxedProcess } from "./types.ts";

/** Enough of what a program printed to see why it failed. */
const mostOutput = 64 * 1024;

/** How a process ended that somebody waited for. */
export interface EndedProcess {
  readonly exitCode: number | null;
  /** The end of what it printed, or why it could not be started. */
  readonly said: string;
  /** It ran at all. */
  readonly ran: boolean;
  /** It was ended before its time. */
  readonly stopped: boolean;
}

/** Waits for a process, which ends with all that it started when the signal aborts. Never rejects. */
export async function untilEnded(child: SandboxedProcess, signal?: AbortSignal): Promise<EndedProcess> {
  const decoder = new TextDecoder();
  let output = "";
  child.onOutput((chunk) => {
    output = (output + decoder.decode(chunk, { stream: true })).slice(-mostOutput);
  });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    child.kill();
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  const { exitCode, failure } = await child.exited;
  signal?.removeEventListener("abort", stop);
  return { exitCode, said: (failure ?? output).trim(), ran: failure === undefined, stopped };
}
