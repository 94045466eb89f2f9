export {
  type Answer,
  answer,
  type BreakKind,
  broken,
  call,
  custom,
  type End,
  ending,
  missed,
  type Part,
  paced,
  patch,
  type Place,
  reason,
  refuse,
  type Refusal,
  type Reply,
  say,
  tooMany,
  unknownModel,
  wrongKey,
} from "./reply.ts";
export type { ChatStyle } from "./chat.ts";
export { freePort } from "./freePort.ts";
export type { SteerReply } from "./exchange.ts";
export {
  type InputItem,
  lastExchange,
  type RecordedRequest,
  type RecordedSteer,
  type RequestBody,
  type Transport,
} from "./request.ts";
export type { ListedModel, ServerKind } from "./listings.ts";
export { addFilePatch } from "./scenario.ts";
export { type GhAnswer, type GhCall, type StandInGh, standInGh } from "./standInGh.ts";
export { type ModelServer, type ModelServerOptions, type Script, startModelServer } from "./server.ts";
export type { RecordedTranscription, TranscriptionReply } from "./transcription.ts";
export {
  type Files,
  gitEnvironment,
  type TemporaryFolder,
  temporaryFolder,
  type TemporaryRepository,
  temporaryRepository,
} from "./temporary.ts";
export { dearTries, tries } from "./tries.ts";
