export { Terminals } from "./terminals.ts";
