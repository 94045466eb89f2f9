import type { ThreadDigest, ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { PencilLine } from "lucide-react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { QuestionInPlace } from "../attention/QuestionInPlace.tsx";

/** So many answers find room on a card. */
const ON_CARD = 3;
const LONGEST = 24;

/** The answers of a single question as buttons; whatever needs more room is asked in a dialog. */
export function QuestionActions({
  threadId,
  question,
  onOpen,
}: {
  readonly threadId: ThreadId;
  readonly question: ThreadDigest["question"];
  readonly onOpen: () => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  if (question === undefined) {
    return (
      <Button size="small" onClick={onOpen}>
        Answer
      </Button>
    );
  }
  const { field, questionId } = question;
  const words = field.options.map(({ label }) => label);
  const simple =
    question.fields === 1 &&
    !field.secret &&
    words.length > 0 &&
    words.length <= ON_CARD &&
    words.join("").length <= LONGEST * 1.5;
  const answer = (label: string) => {
    if (sent) return;
    setSent(true);
    client.questions.answer({ threadId, questionId, answers: { [field.id]: label } }).catch((error: unknown) => {
      setSent(false);
      failed(error);
    });
  };
  return (
    <span role="group" aria-label={field.question} className="flex min-w-0 items-center gap-1">
      {simple &&
        words.map((label, index) => (
          <Button
            key={label}
            size="small"
            data-key={String(index + 1)}
            disabled={sent}
            title={visibleName(label)}
            onClick={() => answer(label)}
            className="min-w-0 shrink"
          >
            <span className="truncate">{visibleName(label)}</span>
          </Button>
        ))}
      {simple && field.freeText && (
        <IconButton label="Other…" icon={PencilLine} size="small" onClick={() => setAsking(true)} />
      )}
      {!simple && (
        <Button size="small" disabled={sent} onClick={() => setAsking(true)}>
          Answer…
        </Button>
      )}
      {asking && (
        <Dialog open onClose={() => setAsking(false)} className="w-[600px] px-5 pb-5">
          <DialogHead title="The agent asks" onClose={() => setAsking(false)} />
          <div className="-mx-3">
            <QuestionInPlace threadId={threadId} />
          </div>
        </Dialog>
      )}
    </span>
  );
}
