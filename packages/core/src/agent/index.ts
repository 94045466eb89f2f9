export { type Environment, environmentNews } from "./environment.ts";
export { baseInstructions } from "./instructions.ts";
export { modeNews } from "./mode.ts";
export { personalNews } from "./personality.ts";
export { foldersDown, instructionsNews, projectInstructions } from "./projectInstructions.ts";
export { textNews, told } from "./told.ts";
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
