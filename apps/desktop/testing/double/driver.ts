import { runInThisContext } from "node:vm";
import type { App } from "./app.ts";

/** What the launcher asks of the main process: to run a function there with the module, as Playwright does. */
export interface Evaluate {
  readonly type: "evaluate";
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

export type FromMain =
  | { readonly type: "debugging"; readonly url: string }
  | { readonly type: "evaluated"; readonly id: number; readonly value?: unknown; readonly error?: string };

export function tellLauncher(message: FromMain): void {
  if (process.connected) process.send?.(message);
}

/** Serves the launcher. Without it, as when a spec was killed, the app ends. */
export function answerDriver(electron: object, app: App): void {
  process.on("message", (message: Evaluate) => {
    if (message.type === "evaluate") void evaluate(message, electron);
  });
  if (process.connected) process.on("disconnect", () => void app.exit(0));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => app.quit());
}

async function evaluate({ id, source, argument }: Evaluate, electron: object): Promise<void> {
  try {
    const run = runInThisContext(`(${source})`) as (electron: object, argument: unknown) => unknown; // text of such a function
    tellLauncher({ type: "evaluated", id, value: await run(electron, argument) });
  } catch (error) {
    tellLauncher({
      type: "evaluated",
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
