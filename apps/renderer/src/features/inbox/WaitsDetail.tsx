import { openPlan, type PendingApproval, type Run, type ThreadId } from "@flightdeck/contract";
import { useApp, useOpenThread, useThread } from "../../app.tsx";
import { type ReactNode } from "react";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { money, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { Facts as RequestFacts, question, subject } from "../approvals/index.ts";
import { ApprovalActions } from "../attention/ApprovalActions.tsx";
import { type Entry, since } from "../attention/entries.ts";
import { QuestionInPlace } from "../attention/QuestionInPlace.tsx";
import { openThread } from "../layout/store.ts";
import { PlanDock } from "../plan/index.ts";
import { DetailHead } from "./DetailHead.tsx";
import { Fact, Facts } from "./Facts.tsx";
import { moment } from "./words.ts";

/** What an agent of a run waits for, answered in place. */
export function WaitsDetail({ entry, run }: { readonly entry: Entry; readonly run: Run | undefined }) {
  const { layout } = useApp();
  const open = () => layout.update((state) => openThread(state, entry.threadId));
  switch (entry.kind) {
    case "approval":
      return <Approval approval={entry.approval} onOpen={open} facts={<RunFacts entry={entry} run={run} />} />;
    case "question":
      return (
        <InPlace
          title={entry.question.threadTitle}
          status="waiting_answer"
          onOpen={open}
          facts={<RunFacts entry={entry} run={run} />}
        >
          <QuestionInPlace threadId={entry.threadId} />
        </InPlace>
      );
    case "plan":
    case "failure":
    case "finished":
      return (
        <InPlace title={entry.row.title} status="plan_ready" onOpen={open} facts={<RunFacts entry={entry} run={run} />}>
          <Plan threadId={entry.threadId} />
        </InPlace>
      );
  }
}

/** What the thread itself would show, above what is known of the run. */
function InPlace({
  title,
  status,
  onOpen,
  facts,
  children,
}: {
  readonly title: string;
  readonly status: "waiting_answer" | "plan_ready";
  readonly onOpen: () => void;
  readonly facts: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      <DetailHead title={visibleName(title)} mark={<StatusGlyph status={status} named />} onOpen={onOpen} />
      <div className="min-h-0 flex-1 overflow-y-auto px-1 py-3">
        {children}
        <div className="px-3">{facts}</div>
      </div>
    </>
  );
}

function Approval({
  approval,
  onOpen,
  facts,
}: {
  readonly approval: PendingApproval;
  readonly onOpen: () => void;
  readonly facts: ReactNode;
}) {
  const { request } = approval;
  return (
    <div
      role="alertdialog"
      aria-label={`${question(request)} ${visibleName(approval.threadTitle)}`}
      className="flex min-h-0 flex-1 flex-col"
    >
      <DetailHead title={question(request)} mark={<StatusGlyph status="waiting_approval" named />} onOpen={onOpen} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5">
        <div className="overflow-hidden rounded-3 border border-line">
          <pre
            tabIndex={0}
            className="max-h-64 overflow-auto bg-sunken px-2.5 py-2 leading-[18px] break-words whitespace-pre-wrap text-text-1"
          >
            {request.kind === "file_change" ? request.paths.map(visibleName).join("\n") : visibleText(subject(request))}
          </pre>
          <RequestFacts request={request} />
        </div>
        {facts}
      </div>
      <div className="shrink-0 border-t border-line bg-raised px-4 py-2">
        <ApprovalActions approval={approval} keys />
      </div>
    </div>
  );
}

function Plan({ threadId }: { readonly threadId: ThreadId }) {
  const state = useOpenThread(threadId);
  const plan = useThread(threadId, openPlan);
  if (state !== "ready" || plan?.proposal === undefined) return <div className="h-24" />;
  return <PlanDock threadId={threadId} />;
}

const threadTitleOf = (entry: Entry): string => {
  if (entry.kind === "approval") return entry.approval.threadTitle;
  return entry.kind === "question" ? entry.question.threadTitle : entry.row.title;
};

function RunFacts({ entry, run }: { readonly entry: Entry; readonly run: Run | undefined }) {
  const now = useNow();
  return (
    <Facts>
      {run !== undefined && (
        <Fact name="Run">
          {visibleName(run.automationName)}, {moment(run.dueAt, now)}
        </Fact>
      )}
      <Fact name="Thread">{visibleName(threadTitleOf(entry))}</Fact>
      <Fact name="Parked">since {moment(since(entry), now)}, nothing is lost meanwhile</Fact>
      {run?.dollars !== undefined && <Fact name="Cost">{money(run.dollars)} so far</Fact>}
    </Facts>
  );
}
