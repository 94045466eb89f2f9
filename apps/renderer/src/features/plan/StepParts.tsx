import { GripVertical, MessageSquarePlus, RotateCcw, Trash2 } from "lucide-react";
import { createPortal } from "react-dom";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { commentsAt } from "./comments.ts";
import { dragStep } from "./dragStep.ts";
import type { StepPlace } from "./editor.ts";
import { Notes } from "./Notes.tsx";
import type { OpenedPlan } from "./usePlan.ts";

/** What stands around the words of every step: the grip, what can be done with it, the comments. */
export function StepParts({ opened }: { readonly opened: OpenedPlan }) {
  const steps = opened.view?.steps ?? [];
  return steps.map((step) => <StepPart key={step.id} step={step} steps={steps} opened={opened} />);
}

function StepPart({
  step,
  steps,
  opened,
}: {
  readonly step: StepPlace;
  readonly steps: readonly StepPlace[];
  readonly opened: OpenedPlan;
}) {
  const { id, index, mounts, current, reworded, movedFrom } = step;
  const { editor, comments, writing, notes } = opened;
  const place = index + 1;
  const here = writing?.comment.stepId === id ? writing : undefined;
  // One step's parts are in the way of Tab, not those of all.
  const tabIndex = current || (index === 0 && !steps.some((other) => other.current)) ? 0 : -1;
  const moveBy = (by: 1 | -1) => {
    const to = index + by;
    if (to < 0 || to >= steps.length) return;
    editor.current?.move(index, to);
    // The row is drawn anew in its place, and the grip with it.
    requestAnimationFrame(() => document.getElementById(`grip-${id}`)?.focus());
  };
  return (
    <>
      {createPortal(
        <>
          <button
            type="button"
            id={`grip-${id}`}
            tabIndex={tabIndex}
            aria-label={`Move step ${place}`}
            aria-roledescription="drag handle"
            title="Drag, or Alt with ↑ and ↓"
            onPointerDown={(event) => {
              dragStep(event.nativeEvent, event.currentTarget, {
                rows: () => steps.map(({ mounts: { row } }) => row),
                from: index,
                onDrop: (to) => editor.current?.move(index, to),
              });
            }}
            onKeyDown={(event) => {
              if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
              event.preventDefault();
              moveBy(event.key === "ArrowUp" ? -1 : 1);
            }}
            className="grid h-6 w-4 cursor-grab touch-none place-items-center rounded-1 text-text-3 hover:text-text-1"
          >
            <Icon of={GripVertical} size={14} className="text-current" />
          </button>
          <span aria-hidden className="plan-place">
            {place}
          </span>
        </>,
        mounts.grip,
      )}
      {createPortal(
        <>
          {movedFrom !== undefined && <span className="plan-was">was {movedFrom}</span>}
          {reworded && (
            <IconButton
              label={`Reset step ${place}`}
              tabIndex={tabIndex}
              icon={RotateCcw}
              size="small"
              onClick={() => editor.current?.reset(id)}
            />
          )}
          <IconButton
            label={`Comment on step ${place}`}
            hint="Ctrl Alt M"
            tabIndex={tabIndex}
            icon={MessageSquarePlus}
            size="small"
            onClick={() => notes.onWrite({ stepId: id, text: "" })}
          />
          <IconButton
            label={`Remove step ${place}`}
            hint="Ctrl ⇧ K"
            tabIndex={tabIndex}
            icon={Trash2}
            size="small"
            onClick={() => {
              editor.current?.remove(id);
              editor.current?.focus();
            }}
          />
        </>,
        mounts.acts,
      )}
      {createPortal(
        <Notes place={`step ${place}`} comments={commentsAt(comments, id, steps)} writing={here} acts={notes} />,
        mounts.notes,
      )}
    </>
  );
}
