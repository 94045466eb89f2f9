import type { MessageId, QueuedMessage, ThreadId } from "@flightdeck/contract";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { useKept } from "../drafts/index.ts";
import { type LaneEdit, orphaned, readEdit, writeEdit } from "./laneEdit.ts";

/** The change of a queued message that is under way, and what can be done with it. */
export interface LaneEditing {
  readonly edit: LaneEdit | undefined;
  readonly begin: (message: QueuedMessage) => void;
  readonly change: (text: string) => void;
  /** Leaves the message as it was. */
  readonly drop: () => void;
  readonly save: () => void;
}

/**
 * Changes one queued message at a time. What is typed is a draft like any other: it is there again after a reload or a
 * restart. Should the message go out meanwhile, `onLost` gets the words.
 */
export function useLaneEdit({
  threadId,
  queue,
  onLost,
}: {
  readonly threadId: ThreadId;
  /** Undefined until the thread is there. */
  readonly queue: readonly QueuedMessage[] | undefined;
  readonly onLost: (text: string) => void;
}): LaneEditing {
  const { client } = useApp();
  const [edit, setEdit] = useState<LaneEdit>();
  const latest = useRef<LaneEdit>(undefined);
  const failed = useFailed();
  const show = (next: LaneEdit | undefined) => {
    latest.current = next;
    setEdit(next);
  };
  const kept = useKept(`edit:${threadId}`, (text) => {
    if (latest.current === undefined) show(readEdit(text));
  });
  const keep = (next: LaneEdit) => {
    show(next);
    kept.keep(writeEdit(next));
  };
  const forget = () => {
    show(undefined);
    kept.forget();
  };

  const lost = queue === undefined ? undefined : orphaned(edit, queue);
  const rescue = useEffectEvent((text: string) => {
    latest.current = undefined;
    kept.forget();
    onLost(text);
  });
  useEffect(() => {
    if (lost !== undefined) rescue(lost);
  }, [lost]);

  const save = async (messageId: MessageId, text: string) => {
    show(undefined);
    try {
      await client.queue.edit({ threadId, messageId, text });
      // Until now the draft had the words; it is another change's, if one was begun meanwhile.
      if (latest.current === undefined) forget();
    } catch (error) {
      keep({ messageId, text, changed: true }); // should the message be gone, its words find another place
      if (readFailure(error).code !== "message_not_found") failed(error);
    }
  };

  return {
    edit,
    begin: ({ id, text }) => show({ messageId: id, text, changed: false }),
    change: (text) => edit !== undefined && keep({ ...edit, text, changed: true }),
    drop: forget,
    save() {
      if (edit === undefined) return;
      const text = edit.text.trim();
      const before = queue?.find(({ id }) => id === edit.messageId)?.text;
      if (text === "" || text === before) forget();
      else void save(edit.messageId, text);
    },
  };
}
