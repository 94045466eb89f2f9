import type { Item, MessageId, TurnId } from "@flightdeck/contract";
import { type KeyboardEvent, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { usePlace } from "../conversation/place.ts";
import { useRestore } from "./useRestore.ts";

type UserMessage = Extract<Item, { type: "user_message" }>;

/** The last message, to be said in other words: its turn goes, and another one begins. */
export function ResendBox({
  item,
  turnId,
  onClose,
}: {
  readonly item: UserMessage;
  readonly turnId: TurnId;
  readonly onClose: () => void;
}) {
  const { client, newId } = useApp();
  const threadId = usePlace();
  const restore = useRestore(threadId);
  const [messageId] = useState(() => newId() as MessageId); // a new id is one in form
  const [text, setText] = useState(item.text);
  const [files, setFiles] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const wordless = (item.images ?? []).length + (item.attachments ?? []).length > 0;
  const ready = (text.trim() !== "" || wordless) && !busy;
  const send = () => {
    if (!ready) return;
    setBusy(true);
    const { images, skills, threads, attachments } = item;
    const along = { images, skills, threads, attachments };
    client.threads.resend({ threadId, turnId, messageId, text, files, ...along }).then(
      (back) => {
        onClose();
        restore(back);
      },
      (error: unknown) => {
        setBusy(false);
        setFailure(readFailure(error));
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="-mx-2 rounded-3 bg-accent-soft p-2">
      <textarea
        aria-label="Edit message"
        autoFocus
        rows={Math.min(12, Math.max(2, text.split("\n").length))}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none rounded-2 bg-raised px-2.5 py-1.5 text-read inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <span className="flex-1">
          <Checkbox checked={files} onChange={setFiles}>
            Put the files back too
          </Checkbox>
        </span>
        <Button size="small" variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button size="small" variant="primary" disabled={!ready} hint="Enter" onClick={send}>
          {busy ? "Sending" : "Send again"}
        </Button>
      </div>
    </div>
  );
}
