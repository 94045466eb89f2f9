import { ThreadId } from "@flightdeck/contract";

/** What this window is, as its address says. The first one has no id, and nothing else to say. */
export interface WindowPlace {
  /** Its own arrangement is kept under it. */
  readonly id?: string;
  /** The thread it was opened for. */
  readonly thread?: ThreadId;
  /** It shows that thread alone, without a sidebar and tabs. */
  readonly alone: boolean;
}

/** Reads what `addressOf` wrote. */
export function placeOf(search: string): WindowPlace {
  const query = new URLSearchParams(search);
  const id = query.get("window") ?? undefined;
  const thread = ThreadId.safeParse(query.get("thread")).data;
  return {
    ...(id !== undefined && /^[\w-]{1,64}$/.test(id) ? { id } : {}),
    ...(thread === undefined ? {} : { thread }),
    alone: thread !== undefined && query.get("alone") === "1",
  };
}

/** The address of a window, relative to the page. */
export function addressOf({ id, thread, alone }: WindowPlace): string {
  const query = new URLSearchParams();
  if (id !== undefined) query.set("window", id);
  if (thread !== undefined) query.set("thread", thread);
  if (alone) query.set("alone", "1");
  return `?${query.toString()}`;
}
