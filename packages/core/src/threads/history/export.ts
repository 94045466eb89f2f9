import type { ThreadEvent, ThreadId } from "@flightdeck/contract";
import type { HistoryContext } from "./context.ts";
import { itemMarkdown, threadMarkdown, turnMarkdown } from "./markdown.ts";

export interface ExportedThread {
  readonly fileName: string;
  readonly text: string;
}

/** The whole thread as a file's text, the turns that are not in memory too. Throws `thread_not_found`. */
export function exportThread(
  { threads, log, world }: HistoryContext,
  { threadId, format }: { readonly threadId: ThreadId; readonly format: "markdown" | "json" },
): ExportedThread {
  const { thread } = threads.load(threadId);
  const name = fileName(thread.title);
  if (format === "json") {
    const events = log.events(threadId, 0).map(withoutSecrets);
    const { turns: _, earlierTurns: __, ...facts } = thread;
    const whole = { format: "flightdeck-thread", version: 1, exportedAt: world.now(), thread: facts, events };
    return { fileName: `${name}.json`, text: `${JSON.stringify(whole, undefined, 2)}\n` };
  }
  const parts = [threadMarkdown(thread)];
  for (const turnId of log.turns.ids(threadId)) {
    // What still streams is in memory alone.
    const turn = thread.turns.find(({ id }) => id === turnId) ?? log.turn(threadId, turnId);
    const whole = turn?.earlierItems === 0 ? turn : log.turn(threadId, turnId);
    if (whole !== undefined) parts.push(turnMarkdown(whole), ...whole.items.map(itemMarkdown));
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
