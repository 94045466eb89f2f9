export { openRecordings } from "./recordings.ts";
export { transcriptionServer } from "./server.ts";
export { createVoice, type Voice } from "./voice.ts";
