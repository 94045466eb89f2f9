export { type Approvals, openApprovals } from "./approvals.ts";
