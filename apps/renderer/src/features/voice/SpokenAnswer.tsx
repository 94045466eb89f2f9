import { type Approval, type RecordingId, requestSubject, type ThreadId } from "@flightdeck/contract";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleText } from "../../ui/visibleText.ts";
import type { SpokenKind } from "./spoken.ts";
import type { Settled } from "./useDelivery.ts";

/** A word that was said alone while the thread waited: what it would answer. */
export interface Spoken {
  readonly kind: SpokenKind;
  readonly text: string;
  readonly recordingId: RecordingId;
  /** What it is about; a stop may be about the turn alone. */
  readonly approval?: Approval;
}

const verbs = { approve: "Approve", decline: "Decline", stop: "Stop" } as const;

/** Enter that was meant for something else must not answer: keys count only after a person could have read the card. */
const UNREADABLE_MS = 500;

/** Asks whether a spoken word is the answer. Nothing is answered without this yes. */
export function SpokenAnswer({
  threadId,
  spoken,
  onDone,
}: {
  readonly threadId: ThreadId;
  readonly spoken: Spoken;
  readonly onDone: (how: Settled) => void;
}) {
  const { client } = useApp();
  const { kind, text, approval } = spoken;
  const waits = useThread(threadId, (thread) =>
    approval === undefined
      ? thread.turns.at(-1)?.outcome === "running"
      : thread.approvals.some(({ id }) => id === approval.id),
  );
  const failed = useFailed();
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const before = document.activeElement;
    card.current?.focus();
    const timer = setTimeout(() => setReady(true), UNREADABLE_MS);
    return () => {
      clearTimeout(timer);
      if (
        before instanceof HTMLElement &&
        (document.activeElement === document.body || document.activeElement === null)
      )
        before.focus();
    };
  }, []);
  // Another window answered, or the turn ended by itself.
  const leave = useEffectEvent(() => onDone("gone"));
  useEffect(() => {
    if (waits === false) leave();
  }, [waits]);

  const confirm = () => {
    onDone("answered");
    const answer =
      approval !== undefined
        ? client.approvals.answer({ threadId, approvalId: approval.id, decision: kind })
        : client.turns.interrupt({ threadId });
    answer.catch((error: unknown) => {
      const { code } = readFailure(error);
      if (code !== "approval_answered" && code !== "approval_not_found" && code !== "turn_not_running") failed(error);
    });
  };
  return (
    <section
      ref={card}
      tabIndex={-1}
      role="alertdialog"
      aria-labelledby={`${id}-question`}
      aria-describedby={`${id}-said`}
      className="mb-2 overflow-hidden rounded-3 border border-amber-line bg-pane"
      onKeyDown={(event) => {
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.repeat;
        if (!plain || event.nativeEvent.isComposing) return;
        if (event.key === "Escape") onDone("kept waiting");
        else if (event.key === "Enter" && event.target === card.current) {
          if (ready) confirm();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div className="px-3 pt-2.5 pb-2">
        <h2 id={`${id}-question`} className="font-strong">
          {kind === "stop" ? (
            "Stop the turn?"
          ) : (
            <>
              {verbs[kind]} <code className="break-words">{visibleText(shortened(subjectOf(approval)))}</code>?
            </>
          )}
        </h2>
        <p id={`${id}-said`} className="mt-0.5 text-small text-text-2">
          Heard “{text}” Enter to confirm, Escape to keep waiting.
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-1.5 border-t border-line bg-raised px-3 py-2">
        <Button variant="primary" hint="↵" disabled={!ready} onClick={confirm}>
          Yes, {verbs[kind].toLowerCase()}
        </Button>
        <Button hint="Esc" onClick={() => onDone("kept waiting")}>
          Keep waiting
        </Button>
        <span className="flex-1" />
        <Button variant="plain" onClick={() => onDone("text")}>
          Use as text
        </Button>
      </div>
    </section>
  );
}

const subjectOf = (approval: Approval | undefined): string =>
  approval === undefined ? "" : requestSubject(approval.request);

/** The card of the approval has all of it; its beginning says which one is meant. */
const shortened = (subject: string): string => (subject.length > 200 ? `${subject.slice(0, 200)}…` : subject);
