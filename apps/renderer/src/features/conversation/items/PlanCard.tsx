import type { Item, Thread, TurnId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Check, ListChecks } from "lucide-react";
import { useThread } from "../../../app.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { Card, CardBody, CardHead, Meta, StepLine } from "../Card.tsx";
import { InlineCode } from "../../../ui/InlineCode.tsx";
import { visibleText } from "../../../ui/visibleText.ts";
import { usePlace } from "../place.ts";

type PlanItem = Extract<Item, { type: "plan" }>;
type Step = PlanItem["steps"][number];

const turnAtWork = ({ turns }: Thread): TurnId | undefined => {
  const last = turns.at(-1);
  return last?.outcome === "running" ? last.id : undefined;
};

/** The turn that runs in this thread, if any: a step is under way only while one does. */
export const useTurnAtWork = (): TurnId | undefined => useThread(usePlace(), turnAtWork);

/** The agent's plan, with how far it is. Without its turn it is history. */
export function PlanCard({ item, turnId }: { readonly item: PlanItem; readonly turnId: TurnId | undefined }) {
  const atWork = useTurnAtWork();
  const halted = item.status === "interrupted" || turnId === undefined || turnId !== atWork;
  const done = item.steps.filter((step) => step.status === "completed").length;
  return (
    <Card name="Plan">
      <CardHead>
        <Icon of={ListChecks} />
        <span className="min-w-0 flex-1 truncate font-medium">Plan</span>
        <Segments steps={item.steps} label={`${done} of ${item.steps.length} steps`} />
        <Meta>
          {done} of {item.steps.length}
        </Meta>
      </CardHead>
      <CardBody className="py-1">
        {item.explanation !== undefined && item.explanation !== "" && (
          <p className="px-2.5 pt-0.5 pb-1 text-small text-text-3">{visibleText(item.explanation)}</p>
        )}
        <ol>
          {item.steps.map((step, index) => (
            <StepRow key={index} step={step} halted={halted} />
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}

/** One line for a step forward; the card above has the plan itself. */
export function PlanProgress({ plan }: { readonly plan: PlanItem }) {
  const done = plan.steps.filter((step) => step.status === "completed").length;
  const now = plan.steps.find((step) => step.status === "in_progress");
  return (
    <StepLine icon={ListChecks} after={`${done} of ${plan.steps.length}`}>
      <span className="truncate">
        {now === undefined ? (
          done === plan.steps.length ? (
            "Plan done"
          ) : (
            "Plan"
          )
        ) : (
          <InlineCode text={visibleText(now.step)} />
        )}
      </span>
    </StepLine>
  );
}

const words = { pending: "To do", in_progress: "In progress", completed: "Done" };

/** One step of a plan, with how far it is. */
export function StepRow({ step, halted }: { readonly step: Step; readonly halted: boolean }) {
  return (
    <li
      className={clsx(
        "grid min-h-[26px] grid-cols-[16px_minmax(0,1fr)] gap-x-2 px-2.5 py-[3px]",
        step.status === "completed" && "text-text-3",
        step.status === "in_progress" && "font-medium text-text-1",
        step.status === "pending" && "text-text-2",
      )}
    >
      <span
        className="mt-[3px] grid h-3.5 place-items-center"
        role="img"
        aria-label={step.status === "in_progress" && halted ? "Begun" : words[step.status]}
      >
        {step.status === "completed" && <Icon of={Check} size={14} className="text-text-2" />}
        {step.status === "in_progress" && <StatusGlyph status={halted ? "interrupted" : "running"} />}
        {step.status === "pending" && (
          <span className="size-2.5 rounded-full inset-ring-[1.5px] inset-ring-(--status-idle)" />
        )}
      </span>
      <span className="min-w-0 break-words">
        <InlineCode text={visibleText(step.step)} />
      </span>
    </li>
  );
}

/** Progress as a row of segments: done, half for what is under way, empty for the rest. */
export function Segments({ steps, label }: { readonly steps: readonly Step[]; readonly label: string }) {
  return (
    <span className="inline-flex h-2 max-w-40 items-center gap-0.5" role="img" aria-label={label}>
      {steps.map((step, index) => (
        <i
          key={index}
          className={clsx(
            "h-1 w-2.5 min-w-0.5 rounded-[1px]",
            step.status === "completed" && "bg-text-2",
            step.status === "in_progress" && "bg-[linear-gradient(90deg,var(--text-2)_50%,transparent_50%)] bg-track",
            step.status === "pending" && "bg-track",
          )}
        />
      ))}
    </span>
  );
}
