export { type Book, type KeptAutomation, openBook } from "./book.ts";
export type { NewRun, RunsBook } from "./runsBook.ts";
