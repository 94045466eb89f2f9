import { MessageId, type RecordingId, type Thread, type ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { type SpokenKind, spokenAnswer, spokenWords } from "./spoken.ts";
import type { Spoken } from "./SpokenAnswer.tsx";

/** Whether an agent's turn runs, so that words can go straight to it. */
export const steerable = (thread: Thread): boolean => {
  const turn = thread.turns.at(-1);
  return turn?.outcome === "running" && turn.kind === "agent";
};

/** How a spoken word was settled by the person; gone: there is nothing to answer any more. */
export type Settled = "answered" | "kept waiting" | "text" | "gone";

const settledWords = {
  answered: "Answered",
  "kept waiting": "Nothing was answered",
  gone: "There is nothing to answer any more",
} as const;

/** Brings dictated texts to where they belong: a yes or no to its question, a word to the running turn, else into the message. */
export function useDelivery(draftKey: string, threadId: ThreadId | undefined, tell: (words: string) => void) {
  const { client, voice, settings, threads, boxes } = useApp();
  const [spoken, ask] = useState<Spoken>();
  const failed = useFailed();
  const remove = (id: RecordingId) => void voice.remove(id).catch(failed);

  const insert = (id: RecordingId, text: string) => {
    const box = boxes.find(draftKey);
    if (box === undefined) return; // it stays with the recordings
    box.insertWords(text);
    box.flush();
    if (!writesElsewhere()) box.focus();
    tell("The text is in the message");
    remove(id);
  };

  const steer = async (id: RecordingId, thread: ThreadId, text: string) => {
    try {
      // The recording's id: however often it is sent, it is said once.
      await client.turns.steer({ threadId: thread, messageId: MessageId.parse(id), text });
      tell(`Said to the agent: ${text}`);
      remove(id);
    } catch (error) {
      insert(id, text);
      const { code } = readFailure(error);
      if (code !== "turn_not_steerable" && code !== "turn_not_running") failed(error);
    }
  };

  const deliver = (id: RecordingId, text: string) => {
    const open = threadId === undefined ? undefined : threads.store(threadId).getState();
    const chosen = settings.getState().settings?.voice;
    if (threadId === undefined || open?.state !== "ready" || chosen === undefined) return insert(id, text);
    const kind = chosen.spokenAnswers ? spokenAnswer(text, spokenWords(chosen)) : undefined;
    const answers = kind !== undefined && answerTo(open.thread, kind);
    if (kind !== undefined && answers) ask({ kind, text, recordingId: id, approval: open.thread.approvals[0] });
    else if (chosen.whileRunning === "steer" && steerable(open.thread)) void steer(id, threadId, text);
    else insert(id, text);
  };

  const settle = (how: Settled) => {
    ask(undefined);
    if (spoken === undefined) return;
    if (how === "text") return insert(spoken.recordingId, spoken.text);
    tell(settledWords[how]);
    remove(spoken.recordingId);
  };
  return { deliver, insert, spoken, settle };
}

/** Whether there is something that a word could answer. */
const answerTo = (thread: Thread, kind: SpokenKind): boolean =>
  thread.approvals.length > 0 || (kind === "stop" && thread.turns.at(-1)?.outcome === "running");

/** Whether the person types somewhere; the focus is not taken from there. */
function writesElsewhere(): boolean {
  const { activeElement } = document;
  return (
    activeElement instanceof HTMLElement &&
    (activeElement.isContentEditable || activeElement.matches("input, textarea, select"))
  );
}
