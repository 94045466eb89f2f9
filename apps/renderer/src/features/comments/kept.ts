import { CommentAnchor, CommentId, type ThreadId } from "@flightdeck/contract";

/** A comment that the host may not have: where it was made, and how far it is written. */
export interface Kept {
  readonly anchor: CommentAnchor;
  readonly text: string;
  readonly state: "writing" | "added";
  readonly madeAt: number;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const placeOf = (threadId: ThreadId): string => `flightdeck.comments.${threadId}`;

/** What this machine keeps of a thread's comments until the host has them. */
export function readKept(storage: Shelf, threadId: ThreadId): ReadonlyMap<CommentId, Kept> {
  const text = storage.getItem(placeOf(threadId));
  if (text === null) return new Map();
  try {
    const stored: unknown = JSON.parse(text);
    return new Map(Array.isArray(stored) ? stored.flatMap(readEntry) : []);
  } catch {
    return new Map(); // cut short, or of another version
  }
}

function readEntry(entry: unknown): readonly [CommentId, Kept][] {
  if (!Array.isArray(entry)) return [];
  const [name, value = {}]: unknown[] = entry;
  const id = CommentId.safeParse(name);
  const { anchor: made, text, state, madeAt } = value as Partial<Record<keyof Kept, unknown>>; // each is looked at below
  const anchor = CommentAnchor.safeParse(made);
  if (!id.success || !anchor.success || typeof text !== "string" || typeof madeAt !== "number") return [];
  return [[id.data, { anchor: anchor.data, text, state: state === "added" ? "added" : "writing", madeAt }]];
}

export function writeKept(storage: Shelf, threadId: ThreadId, kept: ReadonlyMap<CommentId, Kept>): void {
  if (kept.size === 0) return storage.removeItem(placeOf(threadId));
  const entries = [...kept].map(([id, { anchor, text, state, madeAt }]) => [id, { anchor, text, state, madeAt }]);
  try {
    storage.setItem(placeOf(threadId), JSON.stringify(entries));
  } catch {
    storage.removeItem(placeOf(threadId)); // no room: an older text there would come back in its place
  }
}
