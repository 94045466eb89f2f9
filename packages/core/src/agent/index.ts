export { type Environment, environmentContext } from "./environment.ts";
export { baseInstructions } from "./instructions.ts";
export { instructionsContext, projectInstructions } from "./projectInstructions.ts";
export {
  contextMessage,
  interruptionNote,
  isCall,
  partialMessage,
  personMessage,
  repairPrompt,
} from "./prompt.ts";
export { runTurn } from "./turn.ts";
export type {
  AgentEvent,
  CompactResult,
  ModelConnection,
  ModelEvent,
  ModelFailure,
  ModelRequest,
  ModelStream,
  PromptItem,
  QuestionAnswers,
  Tool,
  ToolContext,
  ToolInvocation,
  ToolResult,
  ToolSpec,
  TurnOptions,
} from "./types.ts";
