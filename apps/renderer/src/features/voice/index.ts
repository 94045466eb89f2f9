export { DictateButton } from "./DictateButton.tsx";
export { Dictation } from "./Dictation.tsx";
export { chooseMicrophone, chosenMicrophone } from "./microphone.ts";
export { RecordingRow } from "./RecordingRow.tsx";
export { spokenWords } from "./spoken.ts";
