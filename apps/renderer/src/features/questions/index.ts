export { QuestionDock } from "./QuestionDock.tsx";
