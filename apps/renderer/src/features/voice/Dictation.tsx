import type { Recording, ThreadId } from "@flightdeck/contract";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp, useSelect, useSelectSame, useThread } from "../../app.tsx";
import { RecordingRow } from "./RecordingRow.tsx";
import { SpokenAnswer } from "./SpokenAnswer.tsx";
import type { Dictation as Dictating } from "./store.ts";
import { steerable, useDelivery } from "./useDelivery.ts";
import { useDictateKeys } from "./useDictateKeys.ts";
import { VoiceBar } from "./VoiceBar.tsx";

const sameRows = (a: readonly Recording[], b: readonly Recording[]) =>
  a.length === b.length && a.every((recording, index) => recording === b[index]);

/** Above a message box: what is being dictated into it, what waits to be transcribed, and where the words go. */
export function Dictation({ draftKey, threadId }: { readonly draftKey: string; readonly threadId?: ThreadId }) {
  const { voice } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const dictation = useSelect(voice, (state) => state.dictation);
  const mine = dictation.state !== "idle" && dictation.draftKey === draftKey ? dictation : undefined;
  const current = mine?.state === "recording" ? mine.recordingId : undefined;
  const recordings = useSelectSame(
    voice,
    (state) => state.recordings.filter((recording) => recording.draftKey === draftKey),
    sameRows,
  );
  const [told, tell] = useState("");
  const { deliver, insert, spoken, settle } = useDelivery(draftKey, threadId, tell);
  useDictateKeys(draftKey, place);

  const arrive = useEffectEvent((arrived: readonly Recording[]) => {
    for (const { id, status } of arrived)
      if (status.state === "transcribed" && voice.claim(id)) deliver(id, status.text);
  });
  useEffect(() => arrive(recordings), [recordings]);

  const state =
    mine?.state === "recording"
      ? "Recording"
      : mine?.state === "full"
        ? "The recording is full and ended"
        : recordings.some(({ status }) => status.state === "transcribing")
          ? "Transcribing"
          : told;
  const shown = recordings.filter(
    ({ id, status }) =>
      id !== current && id !== spoken?.recordingId && !(mine?.state === "saving" && status.state === "recording"),
  );
  return (
    <div ref={place} data-dictation={draftKey}>
      {shown.length > 0 && (
        <ul
          aria-label="Recordings"
          className="mb-2 max-h-[30vh] overflow-y-auto rounded-3 border border-line bg-raised"
        >
          {shown.map((recording) => (
            <RecordingRow key={recording.id} recording={recording} onInsert={(text) => insert(recording.id, text)} />
          ))}
        </ul>
      )}
      {threadId !== undefined && spoken !== undefined && (
        <SpokenAnswer key={spoken.recordingId} threadId={threadId} spoken={spoken} onDone={settle} />
      )}
      {mine !== undefined &&
        (threadId === undefined ? <VoiceBar dictation={mine} /> : <ThreadBar threadId={threadId} dictation={mine} />)}
      <span role="status" className="sr-only">
        {state}
      </span>
    </div>
  );
}

/** In a thread the words may go to the agent at once; then it says so before they are spoken. */
function ThreadBar({ threadId, dictation }: { readonly threadId: ThreadId; readonly dictation: Dictating }) {
  const { settings } = useApp();
  const steers = useSelect(settings, (state) => state.settings?.voice.whileRunning === "steer");
  const running = useThread(threadId, steerable);
  return <VoiceBar dictation={dictation} goes={steers && running ? "Steers this turn" : undefined} />;
}
