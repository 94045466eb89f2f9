import type { Approval, ApprovalDecision, ApprovalRequest, ThreadId } from "@flightdeck/contract";
import { Check } from "lucide-react";
import { useId, useRef } from "react";
import { useThread } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { age, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { AlwaysAllow } from "./AlwaysAllow.tsx";
import { EditFirst } from "./EditFirst.tsx";
import { Facts } from "./Facts.tsx";
import { PublishSubject } from "./PublishSubject.tsx";
import { Proposal } from "./Proposal.tsx";
import { type AnswerState, type Given, useAnswer } from "./useAnswer.ts";
import { useAnswerKeys } from "./useAnswerKeys.ts";
import { useFocusBack } from "./useFocusBack.ts";
import { answered, isRememberable, question, subject, yesWords } from "./words.ts";

/** Something the agent may not do by itself: what, why, and the four answers. */
export function ApprovalCard({
  threadId,
  approval,
  keys = true,
}: {
  readonly threadId: ThreadId;
  readonly approval: Approval;
  /** Whether Y, A and N answer it; of several cards only the first takes keys. */
  readonly keys?: boolean;
}) {
  const { request } = approval;
  const { answer, decide: send } = useAnswer(threadId, approval);
  const now = useNow();
  const home = useThread(threadId, (thread) => thread.cwd);
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const decide = (decision: ApprovalDecision, given?: Given) => {
    // The buttons go; the focus stays where the next question is answered by a key again.
    if (card.current?.contains(document.activeElement) === true) card.current.focus();
    send(decision, given);
  };
  const writing = useAnswerKeys({
    card,
    enabled: keys && answer.state === "open",
    decide: (decision) => (decision !== "approve_for_thread" || isRememberable(request)) && decide(decision),
  });
  useFocusBack(card);
  return (
    <section
      ref={card}
      tabIndex={-1}
      role="alertdialog"
      aria-labelledby={`${id}-question`}
      aria-describedby={`${id}-subject`}
      className="flex max-h-full min-h-0 flex-col overflow-hidden rounded-3 border border-amber-line bg-pane"
    >
      <div className="flex h-[34px] shrink-0 items-center gap-2 bg-amber-soft px-2.5">
        <StatusGlyph status="waiting_approval" />
        <h2 id={`${id}-question`} className="min-w-0 flex-1 truncate font-strong">
          {question(request)}
        </h2>
        <span className="text-micro text-text-3 tabular-nums">{age(approval.requestedAt, now)}</span>
      </div>
      <div className="min-h-10 overflow-y-auto">
        <Subject id={`${id}-subject`} request={request} />
        <Facts request={request} home={home} />
      </div>
      <Answers request={request} answer={answer} decide={decide} keys={keys} writing={writing} />
    </section>
  );
}

function Subject({ id, request }: { readonly id: string; readonly request: ApprovalRequest }) {
  const well = "border-t border-amber-line bg-sunken";
  if (request.kind === "command") {
    return (
      <pre
        id={id}
        tabIndex={0}
        aria-label="Command"
        className={`${well} max-h-40 overflow-auto px-2.5 py-[7px] leading-[18px] break-words whitespace-pre-wrap text-text-1 focus-visible:-outline-offset-2`}
      >
        {visibleText(request.command)}
      </pre>
    );
  }
  if (request.kind === "publish") return <PublishSubject id={id} request={request} />;
  if (request.kind === "budget" || request.kind === "terminal")
    return (
      <p id={id} className={`${well} px-2.5 py-[7px] text-text-1`}>
        {visibleText(subject(request))}
      </p>
    );
  if (request.kind === "automation") return <Proposal id={id} request={request} className={well} />;
  return (
    <ul id={id} aria-label="Files" className={`${well} max-h-40 overflow-auto px-2.5 py-1`}>
      {request.paths.map((path) => (
        <li key={path} className="mono truncate leading-[22px] text-text-1" title={path}>
          {visibleName(path)}
        </li>
      ))}
    </ul>
  );
}

function Answers({
  request,
  answer,
  decide,
  keys,
  writing,
}: {
  readonly request: ApprovalRequest;
  readonly answer: AnswerState;
  readonly decide: (decision: ApprovalDecision, given?: Given) => void;
  readonly keys: boolean;
  readonly writing: boolean;
}) {
  if (answer.state !== "open") {
    return (
      <div
        role="status"
        className="flex h-[45px] shrink-0 items-center gap-2 border-t border-line bg-raised px-2.5 text-text-2"
      >
        <Icon of={Check} size={14} />
        {answer.state === "sent" ? answered(request, answer.decision) : "Answered in another window"}
      </div>
    );
  }
  const hint = (key: string) => (keys ? key : undefined);
  return (
    <div className="@container shrink-0 border-t border-line bg-raised px-2.5 py-2">
      <div className="flex flex-wrap items-center gap-1.5 @max-[480px]:[&_kbd]:hidden">
        <Button variant="primary" hint={hint("Y")} onClick={() => decide("approve")}>
          {yesWords(request)}
        </Button>
        {isRememberable(request) && (
          <Button hint={hint("A")} onClick={() => decide("approve_for_thread")}>
            Approve for this thread
          </Button>
        )}
        <EditFirst request={request} onCreate={(automation) => decide("approve", { automation })} />
        <Button hint={hint("N")} onClick={() => decide("decline")}>
          Decline
        </Button>
        <span className="flex-1" />
        {keys && writing && (
          <span className="flex items-center gap-1.5 text-micro text-text-3 @max-[600px]:hidden">
            <Kbd>Esc</Kbd> first
          </span>
        )}
        <Button variant="plain" onClick={() => decide("stop")}>
          Stop turn
        </Button>
      </div>
      {request.kind === "command" && request.suggestedRule !== undefined && (
        <AlwaysAllow prefix={request.suggestedRule} onAllow={(always) => decide("approve", { always })} />
      )}
      {answer.failure !== undefined && <FailureNote failure={answer.failure} className="mt-2" />}
    </div>
  );
}
