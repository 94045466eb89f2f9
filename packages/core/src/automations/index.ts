export { openAutomations } from "./automations.ts";
export { type Book, type KeptAutomation, openBook } from "./book.ts";
export type { NewRun, RunsBook } from "./runsBook.ts";
export { machineZone } from "./timeZone.ts";
export { templates } from "./templates/index.ts";
export type { Automations, AutomationsOptions, Firing, NewAutomation, PreparedAutomations } from "./types.ts";
