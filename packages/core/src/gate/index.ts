export { createGate, type FindVerdict, type Gate } from "./gate.ts";
export { tierFile } from "./tiers.ts";
