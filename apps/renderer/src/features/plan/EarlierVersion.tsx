import { type Plan, planContent, type Thread, type ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { type OpenedPlan, sameAs } from "./usePlan.ts";

/** The plan that this one took the place of, where the person had changed that one. */
const before =
  (itemId: Plan["id"]) =>
  ({ turns }: Thread): Plan | undefined => {
    const plans = turns.flatMap(({ items }) =>
      items.filter((item): item is Plan => item.type === "plan" && item.proposal !== undefined),
    );
    const earlier = plans[plans.findIndex(({ id }) => id === itemId) - 1];
    return earlier?.proposal?.state === "superseded" && earlier.proposal.edited ? earlier : undefined;
  };

/** The agent proposed anew: the person's version of the plan before is theirs to take up again. */
export function EarlierVersion({
  threadId,
  plan,
  opened: { view, editor },
}: {
  readonly threadId: ThreadId;
  readonly plan: Plan;
  readonly opened: OpenedPlan;
}) {
  const earlier = useThread(threadId, before(plan.id));
  const [dismissed, dismiss] = useState(false);
  const version = earlier && planContent(earlier);
  if (version === undefined || dismissed || sameAs(view?.content, version)) return null;
  return (
    <div role="note" className="flex flex-wrap items-center gap-1.5 border-b border-line bg-raised px-3 py-1.5">
      <span className="min-w-40 flex-1 text-small text-text-2">
        The agent proposed anew. Your version of “{visibleText(version.title)}” is kept.
      </span>
      <Button
        size="small"
        onClick={() => {
          editor.current?.put(version);
          editor.current?.focus();
        }}
      >
        Use my version
      </Button>
      <Button size="small" variant="plain" onClick={() => dismiss(true)}>
        Leave it
      </Button>
    </div>
  );
}
