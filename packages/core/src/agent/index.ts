export { type Environment, environmentNews } from "./environment.ts";
export { imageIn, imagePart } from "./images.ts";
export { baseInstructions } from "./instructions.ts";
export { marked } from "./marked.ts";
export { modeNews } from "./mode.ts";
export { personalNews } from "./personality.ts";
export { instructionsNews, projectInstructions } from "./projectInstructions.ts";
export { textNews, told } from "./told.ts";
export {
  type ContextTag,
  contextMessage,
  interruptionNote,
  isCall,
  missingOutputs,
  messageWithImages,
  partialMessage,
  personMessage,
  repairPrompt,
} from "./prompt.ts";
export { type Afresh, isWorthCompacting } from "./compaction.ts";
export { type SteerInput, SteerLane } from "./steering.ts";
export { runTurn } from "./turn.ts";
export { type ContextWindow, estimateTokens } from "./window.ts";
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
  QuestionEnd,
  Tool,
  ToolContext,
  ToolInvocation,
  ToolResult,
  ToolSpec,
  TurnOptions,
} from "./types.ts";
