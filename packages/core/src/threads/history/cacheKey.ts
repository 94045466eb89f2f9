import type { Thread } from "@flightdeck/contract";

/** Under what the provider keeps a thread's prompt: one key per thread, and a fork goes on with that of its first. */
export const cacheKeyOf = ({ id, forkedFrom }: Thread): string => forkedFrom?.root ?? id;
