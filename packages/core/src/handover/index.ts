export { createHandovers } from "./handover.ts";
export type { HandoverDeps, HandoverPlace, Handovers } from "./types.ts";
