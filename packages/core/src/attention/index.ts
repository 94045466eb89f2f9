export { type Journal, openJournal } from "./journal.ts";
export { openSnoozes, type Snoozes } from "./snoozes.ts";
