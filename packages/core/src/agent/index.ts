export { type Environment, environmentContext } from "./environment.ts";
export { baseInstructions } from "./instructions.ts";
export { type InstructionFile, instructionsContext, projectInstructions } from "./projectInstructions.ts";
export {
  callOutput,
  contextMessage,
  interruptionNote,
  isCall,
  partialMessage,
  personMessage,
  repairPrompt,
  type ToolCallEntry,
} from "./prompt.ts";
export { runTurn } from "./turn.ts";
export type {
  AgentEvent,
  ModelEvent,
  ModelFailure,
  ModelRequest,
  ModelStream,
  PromptItem,
  Tool,
  ToolContext,
  ToolInvocation,
  ToolResult,
  ToolSpec,
  TurnOptions,
  TurnOutcome,
} from "./types.ts";
