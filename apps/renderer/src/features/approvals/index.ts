export { ApprovalDock } from "./ApprovalDock.tsx";
export { decisionOf, readPress } from "./keys.ts";
export { useAnswer } from "./useAnswer.ts";
export { question, subject } from "./words.ts";
