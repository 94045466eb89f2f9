import type { FilePlace } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { openDraft } from "../drafts/index.ts";
import { type Attachments, createAttachments, MOST } from "./store.ts";

/** What lies beside one unsent message. Another key is another message: give it to the component as `key` too. */
export function useAttachments(draftKey: string, place: FilePlace): Attachments {
  const { client, boxes, connection, toasts, newId } = useApp();
  const epoch = useSelect(connection, (state) => state.epoch);
  const [attachments] = useState(() =>
    createAttachments({
      keepImage: (picture) => client.attachments.add(picture),
      keepFile: (file) => client.attachments.addFile({ place, ...file }),
      onProjectFile: (path) => boxes.whenOpen(draftKey, (box) => box.insertFile(path)),
      read: base64Of,
      onTooMany: (left) =>
        toasts.add({
          tone: "plain",
          title: `${left === 1 ? "One file was" : `${left} files were`} left out`,
          detail: `${MOST} go with one message.`,
        }),
      newId,
    }),
  );
  // With each new host the kept ones are asked for again: the one before may have gone without an answer.
  useEffect(() => {
    const { store, written, restore, replace } = attachments;
    let known = written();
    const kept = openDraft(client, `attached:${draftKey}`, (text) => {
      known = text;
      replace(text);
    });
    const off = store.subscribe(() => {
      const now = written();
      if (now === known) return;
      known = now;
      kept.change(now);
      kept.flush();
    });
    kept.load().then(restore, () => {}); // without a host there is nothing to restore
    return () => {
      off();
      kept.close();
    };
  }, [attachments, client, draftKey, epoch]);
  return attachments;
}

/** The browser's own reader: a large file costs the window no frame. */
const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = typeof reader.result === "string" ? reader.result : ""; // data:type;base64,…
      resolve(url.slice(url.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the file cannot be read")));
    reader.readAsDataURL(file);
  });
