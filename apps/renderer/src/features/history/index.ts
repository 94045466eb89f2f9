export { AsideDialog } from "./AsideDialog.tsx";
export { ForkDialog } from "./ForkDialog.tsx";
export { ResendBox } from "./ResendBox.tsx";
export { TurnMenu } from "./TurnMenu.tsx";
export { useExport } from "./useExport.ts";
export { useResendable } from "./useResendable.ts";
