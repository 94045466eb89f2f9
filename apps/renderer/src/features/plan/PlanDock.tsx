import { openPlan, type Plan, type PlanEdit, type Thread, type ThreadId } from "@flightdeck/contract";
import { useRef, useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, Kbd } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { useCardKeys, useFocusBack } from "../approvals/index.ts";
import { useKept } from "../drafts/index.ts";
import { type PlanKey, planKeys, readPlanDraft, writePlanDraft } from "./edit.ts";
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
  /** What the form began with: the plan as it is, or a change of it that was not saved. */
  const [editing, edit] = useState<{ readonly plan: PlanEdit; readonly changed: boolean }>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const card = useRef<HTMLElement>(null);
  const kept = useKept(`plan:${threadId}`, (text) => {
    const found = readPlanDraft(text, plan.id);
    edit(found && { plan: found, changed: true });
  });
  const place = { threadId, itemId: plan.id };
  const asItIs: PlanEdit = {
    title: proposal.title,
    text: proposal.text,
    steps: plan.steps.map(({ step }) => step),
  };
  const close = () => {
    kept.forget();
    edit(undefined);
    card.current?.focus();
  };
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
  const acts: Readonly<Record<PlanKey, () => void>> = {
    accept: () => void run(() => client.plans.accept({ ...place, fresh: false })),
    fresh: () => void run(() => client.plans.accept({ ...place, fresh: true })),
    edit: () => edit({ plan: asItIs, changed: false }),
    decline: () => void run(() => client.plans.decline(place)),
  };
  useFocusBack(card);
  const writing = useCardKeys({
    card,
    enabled: editing === undefined && !busy,
    onPress({ key, modified, repeat, composing, writing: typing }) {
      const act = planKeys[key.toLowerCase()];
      if (modified || repeat || composing || typing || act === undefined) return false;
      acts[act]();
      return true;
    },
  });
  const steps = plan.steps.length;
  return (
    <section
      ref={card}
      tabIndex={-1}
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
      {editing !== undefined ? (
        <PlanForm
          {...editing}
          failure={failure}
          onChange={(next) => kept.keep(writePlanDraft(plan.id, next))}
          onCancel={close}
          onSave={async (next) => {
            if (await run(() => client.plans.edit({ ...place, plan: next }))) close();
          }}
        />
      ) : (
        <div className="@container shrink-0 border-t border-line bg-raised px-2.5 py-2">
          <div className="flex flex-wrap items-center gap-1.5 @max-[560px]:[&_kbd]:hidden">
            <Button variant="primary" hint="Y" disabled={busy} onClick={acts.accept}>
              Accept plan
            </Button>
            <Button hint="F" disabled={busy} onClick={acts.fresh}>
              Accept in a fresh context
            </Button>
            <Button hint="E" disabled={busy} onClick={acts.edit}>
              Edit
            </Button>
            <span className="flex-1" />
            {writing && (
              <span className="flex items-center gap-1.5 text-micro text-text-3 @max-[660px]:hidden">
                <Kbd>Esc</Kbd> first
              </span>
            )}
            <Button variant="plain" hint="N" disabled={busy} onClick={acts.decline}>
              Decline
            </Button>
          </div>
          {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
        </div>
      )}
    </section>
  );
}
