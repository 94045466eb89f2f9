export { type Act, type ActGroup, actGroups } from "./act.ts";
export { allActs } from "./allActs.ts";
export { hintOf, normalChord, pressedChord, writes } from "./chord.ts";
export { conflictsOf } from "./conflicts.ts";
export { fixedKeys } from "./fixedKeys.ts";
export { keyMap } from "./keyMap.ts";
export { type ActRunner, platformOf, useAct, useActRunner, useKeyHint } from "./useActs.ts";
