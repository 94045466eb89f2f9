export { loadDraft, openDraft, type OpenDraft } from "./openDraft.ts";
export { type Kept, useKept } from "./useKept.ts";
