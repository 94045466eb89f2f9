import { openPlan, type Plan, type Thread, type ThreadId } from "@flightdeck/contract";
import { useThread } from "../../app.tsx";
import { OpenPlan } from "./OpenPlan.tsx";

/** The plan that waits; while a turn runs there is nothing to decide. */
export const waitingPlan = (thread: Thread): Plan | undefined =>
  thread.turns.at(-1)?.outcome === "running" ? undefined : openPlan(thread);

/** The plan that waits for the person's yes, in the place of the message box. */
export function PlanDock({ threadId }: { readonly threadId: ThreadId }) {
  const plan = useThread(threadId, waitingPlan);
  if (plan?.proposal === undefined) return null;
  return (
    <div className="mx-auto flex max-h-[max(78%,min(100%,340px))] w-full max-w-[calc(var(--measure)+32px)] flex-none flex-col px-3 pt-1 pb-2">
      <OpenPlan key={plan.id} threadId={threadId} plan={plan} />
    </div>
  );
}
