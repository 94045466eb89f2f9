import {
  type AutomationId,
  type AutomationRow,
  type AutomationsEvent,
  listedRun,
  type Run,
  type RunsEvent,
} from "@flightdeck/contract";
import { Feed } from "../feed/index.ts";
import type { Book, KeptAutomation } from "./book.ts";

/** So many records at once are told as a new list. */
const MOST_AT_ONCE = 200;

/** What windows watch. Rows are made when they are delivered, once for all that changed about them. */
export interface Feeds {
  changed(automationId: AutomationId): void;
  allPaused(): void;
  ran(runs: readonly Run[]): void;
  watch(signal: AbortSignal): AsyncGenerator<AutomationsEvent, void, void>;
  watchRuns(
    of: { readonly automationId?: AutomationId | undefined; readonly limit: number },
    signal: AbortSignal,
  ): AsyncGenerator<RunsEvent, void, void>;
  /** All that have not ended, however many records are newer; then each change of any run. */
  watchOpenRuns(signal: AbortSignal): AsyncGenerator<RunsEvent, void, void>;
}

export function openFeeds(options: {
  readonly book: Book;
  readonly row: (automation: KeptAutomation) => Promise<AutomationRow>;
}): Feeds {
  const { book, row } = options;
  const automations = new Feed<AutomationId | "all_paused">({
    frame: 50,
    limit: 10_000,
    put: (waiting, event) => {
      if (!waiting.includes(event)) waiting.push(event);
    },
  });
  const runs = new Feed<Run>({
    frame: 50,
    limit: 2_000,
    put: (waiting, run) => {
      const at = waiting.findIndex(({ id }) => id === run.id);
      if (at < 0) waiting.push(run);
      else waiting[at] = run;
    },
  });

  const eventOf = async (change: AutomationId | "all_paused"): Promise<AutomationsEvent> => {
    if (change === "all_paused") return { type: "all_paused", allPaused: book.allPaused() };
    const automation = book.get(change);
    return automation === undefined
      ? { type: "removed", automationId: change }
      : { type: "changed", row: await row(automation) };
  };

  async function* runsFrom(
    all: () => readonly Run[],
    isOf: (run: Run) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<RunsEvent, void, void> {
    while (!signal.aborted) {
      const deliveries = runs.watch(signal);
      yield { type: "snapshot", runs: all().map(listedRun) };
      for await (const delivery of deliveries) {
        if (delivery === "overrun") break;
        for (const run of delivery.events) if (isOf(run)) yield { type: "changed", run };
      }
    }
  }

  return {
    changed: (automationId) => automations.publish(automationId),
    allPaused: () => automations.publish("all_paused"),
    ran: (changed) => {
      if (changed.length > MOST_AT_ONCE) runs.restart();
      else for (const run of changed) runs.publish(listedRun(run));
    },
    watch: async function* (signal) {
      while (!signal.aborted) {
        const deliveries = automations.watch(signal);
        const rows = await Promise.all(book.list().map(row));
        yield { type: "snapshot", rows, allPaused: book.allPaused() };
        for await (const delivery of deliveries) {
          if (delivery === "overrun") break; // it is told everything anew
          for (const change of delivery.events) yield await eventOf(change);
        }
      }
    },
    watchRuns: ({ automationId, limit }, signal) =>
      runsFrom(
        () => book.runs.page({ ...(automationId && { automationId }), limit }),
        (run) => automationId === undefined || run.automationId === automationId,
        signal,
      ),
    watchOpenRuns: (signal) => runsFrom(book.runs.open, () => true, signal),
  };
}
