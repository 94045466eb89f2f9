export { type Actions, openActions } from "./actions.ts";
