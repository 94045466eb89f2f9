export { ModeToggle } from "./ModeToggle.tsx";
export { PlanDock } from "./PlanDock.tsx";
