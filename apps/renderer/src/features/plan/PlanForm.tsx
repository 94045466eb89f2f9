import type { PlanEdit } from "@flightdeck/contract";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import type { Failure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { moveStep, planOf } from "./edit.ts";

/** Changes a proposed plan: its title, its words in Markdown, its steps. */
export function PlanForm({
  plan,
  failure,
  onSave,
  onCancel,
}: {
  readonly plan: PlanEdit;
  readonly failure: Failure | undefined;
  readonly onSave: (plan: PlanEdit) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [title, setTitle] = useState(plan.title);
  const [text, setText] = useState(plan.text);
  // A step keeps its key while it moves, and the focus with it.
  const [steps, setSteps] = useState(() => plan.steps.map((step, key) => ({ key, step })));
  const change = (key: number, step: string) =>
    setSteps(steps.map((other) => (other.key === key ? { key, step } : other)));
  const add = () => setSteps([...steps, { key: Math.max(-1, ...steps.map(({ key }) => key)) + 1, step: "" }]);
  const edit = planOf({ title, text, steps: steps.map(({ step }) => step) });
  return (
    <>
      <div
        className="flex min-h-0 flex-col gap-2 overflow-y-auto border-t border-line px-2.5 py-2.5"
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.stopPropagation();
          onCancel();
        }}
      >
        <TextField
          label="Title of the plan"
          autoFocus
          spellCheck
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <textarea
          aria-label="Words of the plan"
          rows={Math.min(14, Math.max(5, text.split("\n").length + 1))}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="shrink-0 resize-y rounded-2 bg-raised px-2 py-1.5 text-text-1 inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
        />
        <ol aria-label="Steps" className="flex flex-col gap-1">
          {steps.map(({ key, step }, index) => (
            <li key={key} className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-x-1.5">
              <span className="text-right text-micro text-text-3 tabular-nums">{index + 1}</span>
              <TextField
                label={`Step ${index + 1}`}
                spellCheck
                value={step}
                onChange={(event) => change(key, event.target.value)}
              />
              <span className="flex">
                <IconButton
                  label={`Move step ${index + 1} up`}
                  icon={ArrowUp}
                  size="small"
                  disabled={index === 0}
                  onClick={() => setSteps(moveStep(steps, index, -1))}
                />
                <IconButton
                  label={`Move step ${index + 1} down`}
                  icon={ArrowDown}
                  size="small"
                  disabled={index === steps.length - 1}
                  onClick={() => setSteps(moveStep(steps, index, 1))}
                />
                <IconButton
                  label={`Remove step ${index + 1}`}
                  icon={X}
                  size="small"
                  onClick={() => setSteps(steps.filter((other) => other.key !== key))}
                />
              </span>
            </li>
          ))}
        </ol>
        <span>
          <Button variant="plain" size="small" icon={Plus} onClick={add}>
            Add a step
          </Button>
        </span>
      </div>
      <footer className="shrink-0 border-t border-line bg-raised px-2.5 py-2">
        <div className="flex items-center gap-1.5">
          <Button
            variant="primary"
            disabled={edit === undefined}
            onClick={() => void (edit !== undefined && onSave(edit))}
          >
            Save changes
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
          {edit === undefined && <span className="text-small text-text-3">A plan needs a title.</span>}
        </div>
        {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      </footer>
    </>
  );
}
