export { createGate, type FindVerdict, type Gate } from "./gate.ts";
