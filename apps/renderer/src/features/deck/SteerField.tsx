import { MessageId, type ThreadId } from "@flightdeck/contract";
import { useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";

/** One line for the agent: it goes into the running turn, or begins the next one. */
export function SteerField({
  threadId,
  running,
  onDone,
}: {
  readonly threadId: ThreadId;
  readonly running: boolean;
  readonly onDone: () => void;
}) {
  const { client, newId } = useApp();
  const failed = useFailed();
  const [text, setText] = useState("");
  /** Words that did not get away keep their id, so that sending them again cannot send them twice. */
  const failedAs = useRef<{ readonly text: string; readonly messageId: MessageId }>(undefined);
  const [busy, setBusy] = useState(false);
  const send = () => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    const again = failedAs.current?.text === text ? failedAs.current.messageId : undefined;
    const messageId = again ?? MessageId.parse(newId());
    client.turns.steer({ threadId, messageId, text }).then(onDone, (error: unknown) => {
      failedAs.current = { text, messageId };
      setBusy(false); // the words stay
      failed(error);
    });
  };
  return (
    <form
      className="flex min-w-0 flex-1 items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input
        autoFocus
        type="text"
        aria-label={running ? "Steer this thread" : "Write to this thread"}
        placeholder={running ? "Say something to the agent" : "What to do next"}
        value={text}
        maxLength={20_000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onDone();
        }}
        className="h-6 min-w-0 flex-1 rounded-2 bg-raised px-2 text-small text-text-1 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent"
      />
      <Button size="small" type="submit" disabled={text.trim() === "" || busy}>
        {running ? "Steer" : "Send"}
      </Button>
    </form>
  );
}
