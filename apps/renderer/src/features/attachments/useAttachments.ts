import type { FilePlace } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Attachments, createAttachments } from "./store.ts";

/** What lies beside one unsent message. Another key is another message: give it to the component as `key` too. */
export function useAttachments(draftKey: string, place: FilePlace): Attachments {
  const { client, boxes, newId } = useApp();
  const [attachments] = useState(() =>
    createAttachments({
      draftKey,
      keepImage: (picture) => client.attachments.add(picture),
      keepFile: (file) => client.attachments.addFile({ place, ...file }),
      onProjectFile: (path) => boxes.find(draftKey)?.insertFile(path),
      storage: window.localStorage,
      newId,
    }),
  );
  return attachments;
}
