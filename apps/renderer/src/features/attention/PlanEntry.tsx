import { callsSince, openPlan, type ThreadId, type ThreadRow } from "@flightdeck/contract";
import { useOpenThread, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { PlanDock } from "../plan/index.ts";
import { EntryActs } from "./EntryActs.tsx";
import { EntryRow } from "./EntryRow.tsx";
import type { EntryPlace } from "./place.ts";

/** A plan that waits for a yes: read, edited and answered in place. */
export function PlanEntry({ row, place }: { readonly row: ThreadRow; readonly place: EntryPlace }) {
  const { chosen, onChoose, project } = place;
  return (
    <EntryRow
      role="group"
      name={`Plan: ${row.title}`}
      glyph="plan_ready"
      kind="Plan"
      title={row.preview || row.title}
      from={`${project} · ${visibleName(row.title)}`}
      at={callsSince(row)}
      chosen={chosen}
      onChoose={onChoose}
      after={
        !chosen && (
          <Button size="small" onClick={onChoose}>
            Read plan
          </Button>
        )
      }
    >
      <div className="-ml-3 max-w-[calc(var(--measure)+32px)]">
        <PlanInPlace threadId={row.id} />
      </div>
      <EntryActs place={place} />
    </EntryRow>
  );
}

function PlanInPlace({ threadId }: { readonly threadId: ThreadId }) {
  const state = useOpenThread(threadId);
  const plan = useThread(threadId, openPlan);
  if (state !== "ready" || plan?.proposal === undefined) return <div className="h-24" />;
  return (
    <div className="[&_section]:max-h-[70vh]">
      <PlanDock threadId={threadId} />
    </div>
  );
}
