import type { PendingApproval, PendingQuestion } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Bell } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { age, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { question, subject } from "../approvals/index.ts";
import { openThread, shownThreads, toggleView } from "../layout/store.ts";
import { ApprovalActions } from "./ApprovalActions.tsx";

/** How many are answered right in the sidebar; the rest are in the view. */
const IN_PLACE = 3;

/** The queue of what waits for the person, at the head of the sidebar. While its view is open only the count stays here. */
export function AttentionEntry() {
  const { rollUp, layout } = useApp();
  const { waiting } = useSelect(rollUp, (state) => state.entries);
  const open = useSelect(layout, (state) => state.view === "attention");
  // The deck has the answers on its cards.
  const elsewhere = useSelect(layout, (state) => state.view !== "panes");
  // A plan is read in its thread, which says so below.
  const asked = waiting.filter((each) => each.kind === "approval" || each.kind === "question");
  const toggle = () => layout.update((state) => toggleView(state, "attention"));
  const entry = (
    <button
      type="button"
      aria-pressed={open}
      onClick={toggle}
      className={clsx(
        "flex h-7 w-full items-center gap-2 rounded-2 px-2",
        open ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
      )}
    >
      <Icon of={Bell} className={open ? "text-text-1" : undefined} />
      <span className="flex-1 text-left">Attention</span>
      {waiting.length > 0 && (
        <span className="inline-flex h-4 min-w-[18px] items-center justify-center rounded-[8px] bg-amber-soft px-[5px] text-micro tracking-normal font-strong text-amber tabular-nums inset-ring inset-ring-amber-line">
          {waiting.length}
        </span>
      )}
    </button>
  );
  if (elsewhere) return <div className="shrink-0 px-2">{entry}</div>;
  return (
    <section
      aria-label="Attention"
      className="max-h-[50%] shrink-0 overflow-y-auto px-2 pb-1.5 has-[>:only-child]:pb-0"
    >
      {entry}
      {asked
        .slice(0, IN_PLACE)
        .map((each) =>
          each.kind === "approval" ? (
            <ApprovalStrip key={each.key} approval={each.approval} />
          ) : (
            <QuestionStrip key={each.key} question={each.question} />
          ),
        )}
      {asked.length > IN_PLACE && (
        <button type="button" onClick={toggle} className="px-2 text-micro text-text-3 hover:text-text-1">
          {asked.length - IN_PLACE} more
        </button>
      )}
    </section>
  );
}

/** One that waits. Where its thread is on screen it is answered there, so that no question is asked twice. */
function ApprovalStrip({ approval }: { readonly approval: PendingApproval }) {
  const { layout } = useApp();
  const shown = useSelect(layout, (state) => shownThreads(state).includes(approval.threadId));
  const now = useNow();
  if (shown) return null;
  return (
    <div
      role="alertdialog"
      aria-label={`${question(approval.request)} ${approval.threadTitle}`}
      className="mt-1 rounded-3 border border-amber-line bg-raised"
    >
      <button
        type="button"
        title={visibleText(subject(approval.request))}
        onClick={() => layout.update((state) => openThread(state, approval.threadId))}
        className="grid w-full grid-cols-[14px_minmax(0,1fr)] items-center gap-x-2 rounded-3 px-2 pt-1.5 text-left"
      >
        <StatusGlyph status="waiting_approval" />
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{visibleName(approval.threadTitle)}</span>
          <span className="text-micro text-text-3">{age(approval.requestedAt, now)}</span>
        </span>
        <code className="col-start-2 truncate text-micro! text-text-2">{visibleName(subject(approval.request))}</code>
      </button>
      <div className="p-2 pt-1.5 pl-[30px]">
        <ApprovalActions approval={approval} compact />
      </div>
    </div>
  );
}

/** A question that waits; it is answered in its thread. */
function QuestionStrip({ question: asked }: { readonly question: PendingQuestion }) {
  const { layout } = useApp();
  const shown = useSelect(layout, (state) => shownThreads(state).includes(asked.threadId));
  const now = useNow();
  if (shown) return null;
  return (
    <button
      type="button"
      title={visibleText(asked.text)}
      onClick={() => layout.update((state) => openThread(state, asked.threadId))}
      className="mt-1 grid w-full grid-cols-[14px_minmax(0,1fr)] items-center gap-x-2 rounded-3 border border-amber-line bg-raised px-2 py-1.5 text-left"
    >
      <StatusGlyph status="waiting_answer" named />
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{visibleName(asked.threadTitle)}</span>
        <span className="text-micro text-text-3">{age(asked.askedAt, now)}</span>
      </span>
      <span className="col-start-2 truncate text-micro text-text-2">{visibleName(asked.text)}</span>
    </button>
  );
}
