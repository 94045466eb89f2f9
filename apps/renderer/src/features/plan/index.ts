export { ModeToggle } from "./ModeToggle.tsx";
export { PlanDock, waitingPlan } from "./PlanDock.tsx";
