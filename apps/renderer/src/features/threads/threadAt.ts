import { ThreadId } from "@flightdeck/contract";

/** The thread that something in a list belongs to: links and tabs mark themselves with `data-thread`. */
export const threadAt = (target: EventTarget | null): ThreadId | undefined =>
  target instanceof Element
    ? ThreadId.safeParse(target.closest("[data-thread]")?.getAttribute("data-thread")).data
    : undefined;
