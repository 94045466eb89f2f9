export { CommandsDialog } from "./CommandsDialog.tsx";
export { memory, placeWords } from "./store.ts";
export { ThreadCommands } from "./ThreadCommands.tsx";
