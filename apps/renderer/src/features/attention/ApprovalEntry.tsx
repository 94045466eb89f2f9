import type { PendingApproval } from "@flightdeck/contract";
import { Button } from "../../ui/Button.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { Facts, question, subject } from "../approvals/index.ts";
import { ApprovalActions } from "./ApprovalActions.tsx";
import { EntryRow } from "./EntryRow.tsx";

/** A yes or no that an agent waits for, answered in place. */
export function ApprovalEntry({
  approval,
  project,
  chosen,
  onChoose,
  onOpen,
}: {
  readonly approval: PendingApproval;
  readonly project: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}) {
  const { request } = approval;
  return (
    <EntryRow
      role="alertdialog"
      name={`${question(request)} ${approval.threadTitle}`}
      glyph="waiting_approval"
      kind="Approval"
      title={question(request)}
      from={
        <>
          {project} · {visibleName(approval.threadTitle)}
          {!chosen && (
            <>
              {" · "}
              <code className="text-micro!">{visibleName(subject(request))}</code>
            </>
          )}
        </>
      }
      at={approval.requestedAt}
      chosen={chosen}
      onChoose={onChoose}
      after={!chosen && <ApprovalActions approval={approval} compact />}
    >
      <div className="overflow-hidden rounded-3 border border-line">
        <pre className="max-h-48 overflow-auto bg-sunken px-2.5 py-2 leading-[18px] whitespace-pre-wrap text-text-1">
          {request.kind === "file_change" ? request.paths.map(visibleName).join("\n") : visibleText(subject(request))}
        </pre>
        <Facts request={request} />
      </div>
      <div className="mt-2.5 flex items-start gap-1.5">
        <div className="flex-1">
          <ApprovalActions approval={approval} keys />
        </div>
        <Button variant="plain" hint="O" onClick={onOpen}>
          Open thread
        </Button>
      </div>
    </EntryRow>
  );
}
