import type { PlanEdit } from "@flightdeck/contract";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import type { Failure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { moveStep, planOf } from "./edit.ts";
import { StepField } from "./StepField.tsx";

/** Changes a proposed plan: its title, its words in Markdown, its steps. */
export function PlanForm({
  plan,
  changed: begun,
  failure,
  onChange,
  onSave,
  onCancel,
}: {
  /** What it begins with. */
  readonly plan: PlanEdit;
  /** It begins with words that are not saved yet. */
  readonly changed: boolean;
  readonly failure: Failure | undefined;
  /** With every change, for the draft. */
  readonly onChange: (plan: PlanEdit) => void;
  readonly onSave: (plan: PlanEdit) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [title, setTitle] = useState(plan.title);
  const [text, setText] = useState(plan.text);
  // A step keeps its key while it moves, and the focus with it.
  const [steps, setSteps] = useState(() => plan.steps.map((step, key) => ({ key, step })));
  const [changed, setChanged] = useState(begun);
  /** The step that was added by hand: it wants words. */
  const [added, setAdded] = useState<number>();
  const cancel = useRef<HTMLButtonElement>(null);
  const edit = planOf({ title, text, steps: steps.map(({ step }) => step) });

  const show = (next: { title?: string; text?: string; steps?: typeof steps }) => {
    const now = { title, text, steps, ...next };
    setTitle(now.title);
    setText(now.text);
    setSteps(now.steps);
    setChanged(true);
    onChange({ ...now, steps: now.steps.map(({ step }) => step) });
  };
  const addAfter = (index: number) => {
    const key = Math.max(-1, ...steps.map((step) => step.key)) + 1;
    setAdded(key);
    show({ steps: steps.toSpliced(index + 1, 0, { key, step: "" }) });
  };
  const save = () => void (edit !== undefined && onSave(edit));

  return (
    <>
      <div
        className="flex min-h-0 flex-col gap-2 overflow-y-auto border-t border-line px-2.5 py-2.5"
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            save();
          }
          if (event.key !== "Escape") return;
          event.stopPropagation();
          // What was written is not thrown away by one key.
          if (changed) cancel.current?.focus();
          else onCancel();
        }}
      >
        <TextField
          label="Title of the plan"
          autoFocus
          spellCheck
          className="shrink-0"
          value={title}
          onChange={(event) => show({ title: event.target.value })}
        />
        <textarea
          aria-label="Words of the plan"
          rows={Math.min(14, Math.max(5, text.split("\n").length + 1))}
          value={text}
          onChange={(event) => show({ text: event.target.value })}
          className="shrink-0 resize-y rounded-2 bg-raised px-2 py-1.5 text-text-1 inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
        />
        <ol aria-label="Steps" className="flex flex-col gap-1">
          {steps.map(({ key, step }, index) => (
            <StepField
              key={key}
              place={index + 1}
              of={steps.length}
              value={step}
              autoFocus={added === key}
              onChange={(value) =>
                show({ steps: steps.map((other) => (other.key === key ? { key, step: value } : other)) })
              }
              onMove={(by) => show({ steps: moveStep(steps, index, by) })}
              onNext={() => addAfter(index)}
              onRemove={() => show({ steps: steps.filter((other) => other.key !== key) })}
            />
          ))}
        </ol>
        <span>
          <Button variant="plain" size="small" icon={Plus} onClick={() => addAfter(steps.length - 1)}>
            Add a step
          </Button>
        </span>
      </div>
      <footer className="shrink-0 border-t border-line bg-raised px-2.5 py-2">
        <div className="flex items-center gap-1.5">
          <Button variant="primary" hint="Ctrl ↵" disabled={edit === undefined} onClick={save}>
            Save changes
          </Button>
          <Button ref={cancel} onClick={onCancel}>
            Cancel
          </Button>
          {edit === undefined && <span className="text-small text-text-3">A plan needs a title.</span>}
        </div>
        {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      </footer>
    </>
  );
}
