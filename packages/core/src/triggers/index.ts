export { openTriggers, type Triggers } from "./triggers.ts";
