import type { PlacedFinding } from "@flightdeck/contract";
import { CornerDownLeft, RotateCcw, Undo2, WandSparkles } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { Priority } from "./Priority.tsx";
import { useFindingActs } from "./useFindingActs.ts";
import { stateWord } from "./words.ts";

/** One finding: what the reviewer says, and what can be done about it. Its words are a model's, and text alone. */
export function FindingCard({
  finding,
  narrow = false,
}: {
  readonly finding: PlacedFinding;
  readonly narrow?: boolean;
}) {
  const { priority, confidence, title, body, state, suggestion, place, reason, lines } = finding;
  const [failure, setFailure] = useState<Failure>();
  const [dismissing, setDismissing] = useState(false);
  const acts = useFindingActs();
  const doing = (work: Promise<unknown>) =>
    void work.then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(readFailure(error)),
    );
  const word = stateWord(finding);
  const exact = place.kind === "there" && lines.side === "new";
  return (
    <article
      aria-label={`${priority}: ${visibleName(title)}`}
      className={
        narrow
          ? "px-1 pt-1 pb-2 text-small"
          : "grid max-w-[760px] grid-cols-[22px_minmax(0,1fr)] gap-x-2 py-2 pr-2 pl-1 text-base whitespace-normal"
      }
    >
      {!narrow && (
        <span className="flex h-6 items-center justify-center">
          <Priority of={priority} />
        </span>
      )}
      <div className="min-w-0">
        <div className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-0.5 text-small">
          <span className="font-semibold">Reviewer</span>
          <span className="text-text-3">{Math.round(confidence * 100)} % sure</span>
          {word !== undefined && (
            <Tag tone={place.kind === "changed" || word === "still there" ? "amber" : "plain"}>{word}</Tag>
          )}
          {place.kind === "outside" && (
            <span className="mono min-w-0 text-micro break-all text-text-3">
              {visibleName(lines.path)}:{lines.startLine}, {place.why}
            </span>
          )}
        </div>
        {!narrow && (
          <p className="max-w-[640px] font-medium text-pretty break-words">
            <InlineCode text={visibleName(title)} />
          </p>
        )}
        <p className="mt-0.5 max-w-[640px] text-pretty break-words whitespace-pre-wrap text-text-1">
          <InlineCode text={visibleText(body)} />
        </p>
        {suggestion !== undefined && <Suggestion text={suggestion} />}
        {reason !== undefined && (
          <p className="mt-1 text-small break-words text-text-2">Dismissed: {visibleText(reason)}</p>
        )}
        {dismissing ? (
          <DismissForm
            onCancel={() => setDismissing(false)}
            onDismiss={(why) => {
              setDismissing(false);
              doing(acts.dismiss(finding, why));
            }}
          />
        ) : (
          <div className="mt-2 flex flex-wrap gap-2">
            {state === "open" && suggestion !== undefined && exact && (
              <Button size="small" icon={WandSparkles} onClick={() => doing(acts.apply(finding))}>
                Apply suggestion
              </Button>
            )}
            {state === "open" && (
              <>
                <Button size="small" icon={CornerDownLeft} onClick={() => doing(acts.send([finding.id]))}>
                  Send to agent
                </Button>
                <Button size="small" variant="plain" onClick={() => setDismissing(true)}>
                  Dismiss…
                </Button>
              </>
            )}
            {(state === "applied" || state === "open") && finding.undoable === true && (
              <Button size="small" icon={Undo2} onClick={() => doing(acts.undo(finding))}>
                Undo
              </Button>
            )}
            {(state === "dismissed" || state === "fixed") && (
              <Button size="small" variant="plain" icon={RotateCcw} onClick={() => doing(acts.reopen(finding))}>
                Open again
              </Button>
            )}
          </div>
        )}
        {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      </div>
    </article>
  );
}

/** What would stand in place of the lines. */
function Suggestion({ text }: { readonly text: string }) {
  if (text === "") return <p className="mt-1.5 text-small text-text-2">Suggestion: these lines go.</p>;
  return (
    <figure className="mt-1.5">
      <figcaption className="text-micro text-text-3">In place of these lines</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre
        tabIndex={0}
        className="mt-0.5 max-h-60 overflow-auto rounded-2 border border-line bg-add-bg px-2 py-1 font-mono text-small leading-[1.5]"
      >
        {visibleText(text.replace(/\r\n/g, "\n").replace(/\n$/, ""))}
      </pre>
    </figure>
  );
}

function DismissForm({
  onDismiss,
  onCancel,
}: {
  readonly onDismiss: (reason: string) => void;
  readonly onCancel: () => void;
}) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "") onDismiss(reason.trim());
  };
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-center gap-2">
      <TextField
        label="Why this is no finding"
        placeholder="Why this is no finding"
        // biome-ignore lint/a11y/noAutofocus: it opens where the person pressed, to be written in
        autoFocus
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onCancel();
        }}
        className="h-6! min-w-48 flex-1 text-small"
      />
      <Button type="submit" size="small" disabled={reason.trim() === ""}>
        Dismiss
      </Button>
      <Button size="small" variant="plain" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}
