import { setImmediate as letOthersWork } from "node:timers/promises";
import type { ThreadEvent, ThreadId } from "@flightdeck/contract";
import type { HistoryContext } from "./context.ts";
import { itemMarkdown, threadMarkdown, turnMarkdown } from "./markdown.ts";

export interface ExportedThread {
  readonly fileName: string;
  readonly text: string;
}

/** So many events are read before the host does something else. */
const PAGE = 150;

/**
 * The whole thread as a file's text, the turns that are not in memory too, as it is at this moment. Rejects with
 * `thread_not_found`.
 */
export async function exportThread(
  { threads, log, world }: HistoryContext,
  { threadId, format }: { readonly threadId: ThreadId; readonly format: "markdown" | "json" },
): Promise<ExportedThread> {
  const { thread, seq } = threads.load(threadId);
  const name = fileName(thread.title);
  if (format === "json") {
    const { turns: _, earlierTurns: __, ...facts } = thread;
    const head = { format: "flightdeck-thread", version: 1, exportedAt: world.now(), thread: facts };
    // The head's last brace makes room for the events.
    const parts = [`${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "events": [\n    `];
    for (let after = 0; after < seq; after += PAGE) {
      const events = log.events(threadId, after, Math.min(PAGE, seq - after)).map(withoutSecrets);
      parts.push(after === 0 ? "" : ",\n    ", events.map((event) => JSON.stringify(event)).join(",\n    "));
      await letOthersWork();
    }
    return { fileName: `${name}.json`, text: `${parts.join("")}\n  ]\n}\n` };
  }
  const parts = [threadMarkdown(thread)];
  for (const turnId of log.turns.ids(threadId)) {
    // What still streams is in memory alone.
    const turn = thread.turns.find(({ id }) => id === turnId) ?? log.turn(threadId, turnId);
    const whole = turn?.earlierItems === 0 ? turn : log.turn(threadId, turnId);
    if (whole !== undefined) parts.push(turnMarkdown(whole), ...whole.items.map(itemMarkdown));
    await letOthersWork();
  }
  return { fileName: `${name}.md`, text: `${parts.filter((part) => part !== "").join("\n\n")}\n` };
}

/** A name that every file system takes. */
function fileName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  // Array.from keeps characters of two halves whole.
  return Array.from(plain).slice(0, 60).join("").replace(/-+$/, "") || "thread";
}

/** A secret answer was never written; should one be in a log, it does not leave with it. */
function withoutSecrets<T extends ThreadEvent>(event: T): T {
  if (!("item" in event) || event.item.type !== "question" || event.item.answers === undefined) return event;
  const { item } = event;
  const secret = new Set(item.fields.filter((field) => field.secret).map(({ id }) => id));
  const answers = Object.entries(item.answers ?? {}).map(([id, answer]) => [id, secret.has(id) ? "•••" : answer]);
  return { ...event, item: { ...item, answers: Object.fromEntries(answers) } };
}
