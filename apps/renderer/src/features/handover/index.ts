export { HandoverDialog } from "./HandoverDialog.tsx";
