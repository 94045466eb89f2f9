import { type AsideEvent, requestSubject, type ThreadId } from "@flightdeck/contract";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { MarkdownText } from "../conversation/markdown/MarkdownText.tsx";

interface Props {
  readonly threadId: ThreadId;
  readonly onClose: () => void;
}

/** A question beside the thread, while its agent goes on: closing it leaves no trace. */
export function AsideDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="flex w-[560px] flex-col px-5 pb-5">
      <DialogHead title="Ask on the side" onClose={rest.onClose} />
      <Aside {...rest} />
    </Dialog>
  );
}

function Aside({ threadId, onClose }: Props) {
  const { client } = useApp();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<string>();
  const [answer, setAnswer] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const [passed, setPassed] = useState<Extract<AsideEvent, { type: "over_budget" }>["request"]>();
  const asking = useRef<AbortController>(undefined);
  useEffect(() => () => asking.current?.abort(), []);

  const ask = async (question: string, overBudget: boolean) => {
    if (question === "" || busy) return;
    const abort = new AbortController();
    asking.current = abort;
    setAsked(question);
    setPassed(undefined);
    setText((typed) => (typed.trim() === question ? "" : typed));
    setAnswer("");
    setFailure(undefined);
    setBusy(true);
    try {
      const events = await client.threads.aside({ threadId, text: question, overBudget }, { signal: abort.signal });
      for await (const event of events) {
        if (event.type === "over_budget") setPassed(event.request);
        else if (event.type === "delta") setAnswer((before) => before + event.text);
        else if (event.type === "done") setAnswer(event.text);
        else setFailure({ code: "internal", message: event.error.message, detail: event.error.detail });
      }
    } catch (error) {
      if (!abort.signal.aborted) setFailure(readFailure(error));
    } finally {
      if (!abort.signal.aborted) setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void ask(text.trim(), false);
  };
  return (
    <>
      <p className="mb-3 text-text-2">
        The agent’s model answers from what it knows of this thread. Nothing of it stays in the conversation.
      </p>
      {asked !== undefined && (
        <div className="mb-3 min-h-0 overflow-y-auto rounded-3 bg-hover px-3 py-2" role="log" aria-label="Answer">
          <p className="mb-1.5 font-medium break-words whitespace-pre-wrap">{asked}</p>
          {passed !== undefined && (
            <div role="group" aria-label="Over budget" className="text-text-2">
              <p>{requestSubject(passed)}. This question would pass that limit.</p>
              <Button size="small" className="mt-2" onClick={() => void ask(asked, true)}>
                Ask all the same
              </Button>
            </div>
          )}
          {answer === "" && busy ? (
            <p className="text-text-3">Thinking</p>
          ) : (
            <MarkdownText text={answer} growing={busy} className="text-read" />
          )}
        </div>
      )}
      {failure !== undefined && <FailureNote failure={failure} className="mb-3" />}
      <textarea
        aria-label="Side question"
        autoFocus
        rows={2}
        value={text}
        placeholder="Why this way and not another?"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block w-full resize-none rounded-2 bg-raised px-2.5 py-1.5 text-read inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      <div className="mt-3 flex justify-end gap-2">
        <Button variant="plain" onClick={onClose}>
          Close
        </Button>
        <Button
          variant="primary"
          disabled={busy || text.trim() === ""}
          hint="Enter"
          onClick={() => void ask(text.trim(), false)}
        >
          Ask
        </Button>
      </div>
    </>
  );
}
