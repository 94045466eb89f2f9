export { allowAlways } from "./always.ts";
export { dangerOf } from "./dangerous.ts";
export type { Surroundings, Verdict } from "./judge.ts";
export { openRules, type Rules } from "./rules.ts";
export { suggestedPrefix } from "./suggest.ts";
