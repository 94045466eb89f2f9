export { AlwaysAllow } from "./AlwaysAllow.tsx";
export { ApprovalDock } from "./ApprovalDock.tsx";
export { Facts } from "./Facts.tsx";
export { decisionOf, type Press, readPress } from "./keys.ts";
export { paneOf, useCardKeys } from "./useAnswerKeys.ts";
export { useFocusBack } from "./useFocusBack.ts";
export { riskOf } from "./risk.ts";
export { useAnswer } from "./useAnswer.ts";
export { isRememberable, question, subject } from "./words.ts";
