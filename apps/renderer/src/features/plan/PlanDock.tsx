import { openPlan, type Plan, type Thread, type ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { PlanForm } from "./PlanForm.tsx";

/** The plan that waits; while a turn runs there is nothing to decide. */
const waiting = (thread: Thread): Plan | undefined =>
  thread.turns.at(-1)?.outcome === "running" ? undefined : openPlan(thread);

/** The plan that waits for the person's yes, between the conversation, which has its words, and the composer. */
export function PlanDock({ threadId }: { readonly threadId: ThreadId }) {
  const plan = useThread(threadId, waiting);
  if (plan?.proposal === undefined) return null;
  return (
    <div className="mx-auto flex max-h-[70%] w-full max-w-[calc(var(--measure)+32px)] flex-none flex-col px-3 pt-1 pb-2">
      <OpenPlan key={plan.id} threadId={threadId} plan={plan} proposal={plan.proposal} />
    </div>
  );
}

function OpenPlan({
  threadId,
  plan,
  proposal,
}: {
  readonly threadId: ThreadId;
  readonly plan: Plan;
  readonly proposal: NonNullable<Plan["proposal"]>;
}) {
  const { client } = useApp();
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const place = { threadId, itemId: plan.id };
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(readFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const accept = (fresh: boolean) => void run(() => client.plans.accept({ ...place, fresh }));
  const steps = plan.steps.length;
  return (
    <section
      aria-label="Plan"
      className="flex max-h-full min-h-0 flex-col overflow-hidden rounded-3 border border-accent bg-pane"
    >
      <header className="flex h-[34px] shrink-0 items-center gap-2 bg-accent-soft px-2.5">
        <StatusGlyph status="plan_ready" />
        <h2 className="min-w-0 flex-1 truncate font-strong">{visibleText(proposal.title)}</h2>
        <span className="text-micro text-text-3 tabular-nums">
          {steps} {steps === 1 ? "step" : "steps"}
          {proposal.edited && ", edited by you"}
        </span>
      </header>
      {editing ? (
        <PlanForm
          plan={{ title: proposal.title, text: proposal.text, steps: plan.steps.map(({ step }) => step) }}
          failure={failure}
          onCancel={() => setEditing(false)}
          onSave={async (edit) => {
            if (await run(() => client.plans.edit({ ...place, plan: edit }))) setEditing(false);
          }}
        />
      ) : (
        <div className="shrink-0 border-t border-line bg-raised px-2.5 py-2">
          <div className="flex flex-wrap items-center gap-1.5">
            <Button variant="primary" disabled={busy} onClick={() => accept(false)}>
              Accept plan
            </Button>
            <Button disabled={busy} onClick={() => accept(true)}>
              Accept in a fresh context
            </Button>
            <Button disabled={busy} onClick={() => setEditing(true)}>
              Edit
            </Button>
            <span className="flex-1" />
            <Button variant="plain" disabled={busy} onClick={() => void run(() => client.plans.decline(place))}>
              Decline
            </Button>
          </div>
          {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
        </div>
      )}
    </section>
  );
}
