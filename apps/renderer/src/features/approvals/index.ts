export { ApprovalDock } from "./ApprovalDock.tsx";
export { useAnswer } from "./useAnswer.ts";
export { question, subject } from "./words.ts";
