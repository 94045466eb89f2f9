export { findShell } from "./execCommand.ts";
export { type ProcessEntry, ProcessTable } from "./processTable.ts";
export type { PreparedPublication, Publication, Publishing, PublishWanted } from "./publish.ts";
export { type AutomationProposals, noAutomations, type ProposedAutomation } from "./proposeAutomation.ts";
export type { ReportedFinding, Reporting, RunReport } from "./report.ts";
export { createToolset, type TerminalReading, type ThreadApprovals, type ToolsetOptions } from "./toolset.ts";
export { type AppliedChange, applyPatch, type ApplyPatchResult } from "./patch/applyPatch.ts";
