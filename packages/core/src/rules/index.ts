export { dangerOf } from "./dangerous.ts";
export type { Surroundings, Verdict } from "./judge.ts";
export { allowsLine } from "./ruleFile.ts";
export { openRules, type Rules } from "./rules.ts";
export { suggestedPrefix } from "./suggest.ts";
