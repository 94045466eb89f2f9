import type { PendingApproval, ThreadId, ThreadRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Bell, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { age, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { Facts, question, subject } from "../approvals/index.ts";
import { openThread } from "../layout/store.ts";
import { ApprovalActions } from "./ApprovalActions.tsx";

const same = (a: readonly ThreadRow[], b: readonly ThreadRow[]) =>
  a.length === b.length && a.every((row, index) => row === b[index]);
const broken = (row: ThreadRow) => !row.archived && row.status === "failed" && row.unread;
const finished = (row: ThreadRow) => !row.archived && row.status === "idle" && row.unread;

/** Everything that wants the person, over all projects, with the answer in place. */
export function AttentionView() {
  const { attention, rows, projects, layout } = useApp();
  const approvals = useSelect(attention, (state) => state.approvals);
  const failures = useSelectSame(rows, (state) => [...state.rows.values()].filter(broken), same);
  const done = useSelectSame(rows, (state) => [...state.rows.values()].filter(finished), same);
  const names = useSelect(projects, (state) => state.projects);
  const [chosen, setChosen] = useState<string>();
  const projectName = (id: string) => names.find((project) => project.id === id)?.name ?? "";
  const open = (threadId: ThreadId) => layout.update((state) => openThread(state, threadId));
  const current = approvals.find(({ id }) => id === chosen) ?? approvals[0];
  const waiting = approvals.length;
  const now = useNow();
  const oldest = approvals[0];
  return (
    <section aria-label="Attention" className="flex min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-5">
        <h1 className="font-strong">Attention</h1>
        <span className="text-small text-text-2">
          {oldest === undefined
            ? "Nothing waits for you"
            : `${waiting} ${waiting === 1 ? "waits" : "wait"} for you, oldest ${age(oldest.requestedAt, now)}`}
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {waiting > 0 && (
          <Group name="Waits for you" count={waiting}>
            {approvals.map((approval) => (
              <ApprovalEntry
                key={approval.id}
                approval={approval}
                project={projectName(approval.projectId)}
                open={approval === current}
                onChoose={() => setChosen(approval.id)}
                onOpenThread={() => open(approval.threadId)}
              />
            ))}
          </Group>
        )}
        {failures.length > 0 && (
          <Group name="Broken" count={failures.length}>
            {failures.map((row) => (
              <RowEntry
                key={row.id}
                row={row}
                kind="Failure"
                project={projectName(row.projectId)}
                onOpen={() => open(row.id)}
              />
            ))}
          </Group>
        )}
        {done.length > 0 && (
          <Group name="Ready to review" count={done.length}>
            {done.map((row) => (
              <RowEntry
                key={row.id}
                row={row}
                kind="Finished"
                project={projectName(row.projectId)}
                onOpen={() => open(row.id)}
              />
            ))}
          </Group>
        )}
        {waiting + failures.length + done.length === 0 && (
          <div className="grid h-full place-content-center justify-items-center gap-0.5 pb-16 text-center">
            <Icon of={Bell} className="mb-1.5 size-[18px] text-text-3" />
            <p className="font-strong">Nothing waits for you</p>
            <p className="max-w-[300px] text-small text-balance text-text-2">
              Approvals, failures and finished work of all threads appear here.
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

function Group({
  name,
  count,
  children,
}: {
  readonly name: string;
  readonly count: number;
  readonly children: ReactNode;
}) {
  return (
    <>
      <h2 className="mx-5 flex h-8 items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line">
        {name} <span className="font-text text-text-3">{count}</span>
      </h2>
      {children}
    </>
  );
}

const columns = "grid grid-cols-[14px_72px_minmax(0,1fr)_auto_40px] items-center gap-x-3 px-5 whitespace-nowrap";

function ApprovalEntry({
  approval,
  project,
  open,
  onChoose,
  onOpenThread,
}: {
  readonly approval: PendingApproval;
  readonly project: string;
  readonly open: boolean;
  readonly onChoose: () => void;
  readonly onOpenThread: () => void;
}) {
  const now = useNow();
  const { request } = approval;
  return (
    <div
      role="alertdialog"
      aria-label={`${question(request)} ${approval.threadTitle}`}
      className={clsx("border-b border-line", open && "bg-raised shadow-[inset_2px_0_var(--accent)]")}
    >
      <div className={clsx(columns, "h-14")} onClick={onChoose}>
        <StatusGlyph status="waiting_approval" />
        <span className="text-small text-text-2">Approval</span>
        <button type="button" aria-expanded={open} onClick={onChoose} className="min-w-0 rounded-1 text-left">
          <span className="block truncate leading-[18px] font-medium">{question(request)}</span>
          <span className="block truncate text-micro text-text-3">
            {project} · {visibleName(approval.threadTitle)}
            {!open && (
              <>
                {" · "}
                <code className="text-micro!">{visibleName(subject(request))}</code>
              </>
            )}
          </span>
        </button>
        {open ? <span /> : <ApprovalActions approval={approval} compact />}
        <span className="text-right text-micro text-text-3">{age(approval.requestedAt, now)}</span>
      </div>
      {open && (
        <div className="pr-5 pb-4 pl-[130px]">
          <div className="overflow-hidden rounded-3 border border-line">
            <pre className="max-h-48 overflow-auto bg-sunken px-2.5 py-2 leading-[18px] whitespace-pre-wrap text-text-1">
              {request.kind === "file_change"
                ? request.paths.map(visibleName).join("\n")
                : visibleText(subject(request))}
            </pre>
            <Facts request={request} />
          </div>
          <div className="mt-2.5 flex items-start gap-1.5">
            <div className="flex-1">
              <ApprovalActions approval={approval} keys />
            </div>
            <Button variant="plain" onClick={onOpenThread}>
              Open thread
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

function RowEntry({
  row,
  kind,
  project,
  onOpen,
}: {
  readonly row: ThreadRow;
  readonly kind: string;
  readonly project: string;
  readonly onOpen: () => void;
}) {
  const now = useNow();
  return (
    <button
      type="button"
      onClick={onOpen}
      className={clsx(columns, "h-13 w-full border-b border-line text-left -outline-offset-2 hover:bg-hover")}
    >
      <StatusGlyph status={row.status === "failed" ? "failed" : "done"} />
      <span className="text-small text-text-2">{kind}</span>
      <span className="min-w-0">
        <span className="block truncate leading-[18px] font-medium">{visibleName(row.preview || row.title)}</span>
        <span className="block truncate text-micro text-text-3">
          {project} · {visibleName(row.title)}
        </span>
      </span>
      <span className="flex items-center gap-2">
        <LineCount additions={row.additions} deletions={row.deletions} />
        <Icon of={ChevronRight} size={14} />
      </span>
      <span className="text-right text-micro text-text-3">{age(row.updatedAt, now)}</span>
    </button>
  );
}
