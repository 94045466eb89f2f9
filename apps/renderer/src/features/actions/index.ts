export { ActionButtons } from "./ActionButtons.tsx";
export { ActionsDialog } from "./ActionsDialog.tsx";
export { iconOf, runAction } from "./runAction.ts";
export { useProjectActions } from "./useProjectActions.ts";
