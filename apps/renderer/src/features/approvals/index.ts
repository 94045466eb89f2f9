export { ApprovalDock } from "./ApprovalDock.tsx";
export { Facts } from "./Facts.tsx";
export { decisionOf, readPress } from "./keys.ts";
export { useAnswer } from "./useAnswer.ts";
export { question, subject } from "./words.ts";
