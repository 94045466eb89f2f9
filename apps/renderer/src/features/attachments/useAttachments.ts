import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Attachments, createAttachments } from "./store.ts";

/** The pictures of one unsent message. Another key is another message: give it to the component as `key` too. */
export function useAttachments(draftKey: string): Attachments {
  const { client, newId } = useApp();
  const [attachments] = useState(() =>
    createAttachments({
      draftKey,
      keep: (picture) => client.attachments.add(picture),
      storage: window.localStorage,
      newId,
    }),
  );
  return attachments;
}
