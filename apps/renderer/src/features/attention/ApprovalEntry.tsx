import type { PendingApproval } from "@flightdeck/contract";
import { Tag } from "../../ui/Marks.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { Facts, Proposal, question, riskOf, subject } from "../approvals/index.ts";
import { ApprovalActions } from "./ApprovalActions.tsx";
import { EntryActs } from "./EntryActs.tsx";
import { EntryRow } from "./EntryRow.tsx";
import type { EntryPlace } from "./place.ts";

/** A yes or no that an agent waits for, answered in place. */
export function ApprovalEntry({ approval, place }: { readonly approval: PendingApproval; readonly place: EntryPlace }) {
  const { request } = approval;
  const { project, chosen, onChoose } = place;
  const risk = riskOf(request);
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
      after={
        !chosen && (
          <span className="flex items-center gap-2">
            {risk !== undefined && <Tag tone={risk.level === "High" ? "red" : "amber"}>{risk.level}</Tag>}
            <ApprovalActions approval={approval} compact />
          </span>
        )
      }
    >
      <div className="overflow-hidden rounded-3 border border-line">
        {request.kind === "automation" ? (
          <Proposal request={request} className="bg-sunken" />
        ) : (
          <pre className="max-h-48 overflow-auto bg-sunken px-2.5 py-2 leading-[18px] whitespace-pre-wrap text-text-1">
            {request.kind === "file_change" ? request.paths.map(visibleName).join("\n") : visibleText(subject(request))}
          </pre>
        )}
        <Facts request={request} />
      </div>
      <EntryActs place={place}>
        <ApprovalActions approval={approval} keys />
      </EntryActs>
    </EntryRow>
  );
}
