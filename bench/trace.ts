import type { Page } from "@playwright/test";

/** A task of the window's main thread, in milliseconds: how long it was on the clock, and how long it had the processor. */
export interface Task {
  readonly wall: number;
  readonly cpu: number;
  readonly at: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces a page's browser while `work` runs and gives back what its pages' main threads did. */
async function traceMains(
  page: Page,
  categories: readonly string[],
  work: () => Promise<void>,
): Promise<readonly TraceEvent[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[]))); // the protocol's own
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: [...categories, "__metadata"] },
  });
  const url = page.url();
  await work();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  if (url !== page.url()) throw new Error("the page went away while it was traced");
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events.filter(({ pid, tid }) => mains.has(`${pid}:${tid}`));
}

/**
 * Traces a page's browser while `work` runs and gives back the tasks of its page's main thread. The time on the processor is
 * the page's own; on a machine that does other things, tasks stand still for longer.
 */
export async function traceTasks(page: Page, work: () => Promise<void>): Promise<readonly Task[]> {
  const events = await traceMains(page, ["toplevel"], work);
  return events
    .filter(({ name, ph }) => ph === "X" && name.endsWith("RunTask"))
    .map(({ dur = 0, tdur = 0, ts }) => ({ wall: dur / 1000, cpu: tdur / 1000, at: ts / 1000 }));
}

/** What a page did by itself. */
export interface Stirs {
  /** Timers that ran out and frames that scripts asked for. */
  readonly timers: number;
  /** Times that something was painted anew. */
  readonly paints: number;
}

/** Counts what stirs in a page while `work` runs. */
export async function traceStirs(page: Page, work: () => Promise<void>): Promise<Stirs> {
  const events = await traceMains(page, ["devtools.timeline"], work);
  const count = (...names: readonly string[]) =>
    events.filter(({ name, ph }) => ph !== "E" && names.includes(name)).length;
  return { timers: count("TimerFire", "FireAnimationFrame", "FireIdleCallback"), paints: count("Paint") };
}
