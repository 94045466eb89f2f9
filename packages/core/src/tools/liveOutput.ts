import type { Command } from "@flightdeck/contract";
import type { ToolContext } from "../agent/index.ts";
import { cutMiddle, grouped } from "./cutText.ts";
import type { RunningProcess } from "./runningProcess.ts";

/** What an item holds of a command's output; the rest is in its blob. */
export const ITEM_BYTES = 64 << 10;

const leftOut = (bytes: number): string => `[… ${grouped(bytes)} bytes left out …]`;

/** The item with the output so far. */
export function withOutput(item: Command, process: RunningProcess): Command {
  const { text } = cutMiddle(process.output.read(), ITEM_BYTES - 64, leftOut);
  return { ...item, output: text, outputBytes: process.output.total };
}

/**
 * Shows a command while it runs: its text as it comes up to what an item holds; then, since more would only be cut, the
 * cut output each time it has doubled. Returns how to end it.
 */
export function showLive(context: ToolContext, item: () => Command, process: RunningProcess): () => void {
  context.show(item());
  let next = ITEM_BYTES;
  return process.watch((text) => {
    if (process.output.total <= ITEM_BYTES) {
      if (text !== "") context.grow(text);
    } else if (process.output.total > next) {
      next = process.output.total * 2;
      context.show(withOutput(item(), process));
    }
  });
}
