import type { AutomationId } from "@flightdeck/contract";
import type { ReactNode } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Combos } from "../../ui/Combo.tsx";
import { TextField } from "../../ui/Field.tsx";
import { type Choice, Select } from "../../ui/Select.tsx";
import { hiddenIn, visibleName } from "../../ui/visibleText.ts";
import { DueTimes } from "./DueTimes.tsx";
import { FormRow } from "./FormRow.tsx";
import { asProjects, type AutomationForm, type Problems, scheduleKinds } from "./form.ts";
import { PromptField } from "./PromptField.tsx";
import type { PreviewState } from "./usePreview.ts";
import { WhenFields } from "./WhenFields.tsx";
import { LimitsRow, ModelRow, PlaceRow, ResultRow } from "./WorkFields.tsx";

const missed: readonly Choice<AutomationForm["missed"]>[] = [
  { value: "record", label: "Record it, do not catch up" },
  { value: "catch_up", label: "Catch up with the last one", description: "As soon as it can run again, once" },
];

/** Every field of an automation. */
export function Fields({
  self,
  form,
  problems,
  preview,
  isNew,
  webhook,
  onChange,
  onSave,
}: {
  readonly self: AutomationId | undefined;
  readonly form: AutomationForm;
  readonly problems: Problems;
  readonly preview: PreviewState;
  readonly isNew: boolean;
  /** What there is to know of its webhook. */
  readonly webhook: ReactNode;
  readonly onChange: (change: Partial<AutomationForm>) => void;
  readonly onSave: () => void;
}) {
  const { projects } = useApp();
  const known = useSelect(projects, (state) => state.projects);
  const items = known.map(({ id, name, path }) => ({
    value: id as string,
    label: visibleName(name),
    description: path,
  }));
  const inThread = form.place.kind === "thread";
  const rest = { form, problems, onChange };
  return (
    <>
      <FormRow name="Name" problem={problems.name}>
        <TextField
          label="Name"
          autoFocus={isNew}
          placeholder="What it is called in lists"
          bad={problems.name !== undefined}
          value={form.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </FormRow>
      <FormRow name="Prompt" problem={problems.prompt}>
        <PromptField
          value={form.prompt}
          projectId={inThread ? undefined : asProjects(form)[0]}
          bad={problems.prompt !== undefined}
          onChange={(prompt) => onChange({ prompt })}
          onSave={onSave}
        />
        <Hidden text={form.prompt} onMend={(prompt) => onChange({ prompt })} />
      </FormRow>
      {!inThread && (
        <FormRow
          name="Projects"
          problem={problems.projects}
          help={form.projects.length > 1 ? "Each gets a run of its own." : undefined}
        >
          <Combos
            label="Projects"
            values={form.projects}
            items={items}
            placeholder="Find a project"
            nothing="There is no project of that name"
            bad={problems.projects !== undefined}
            onChange={(next) => onChange({ projects: next })}
          />
        </FormRow>
      )}
      <FormRow name="When" problem={problems.when ?? preview.preview?.problem}>
        <WhenFields
          self={self}
          when={form.when}
          bad={problems.when !== undefined}
          onChange={(change) => onChange({ when: { ...form.when, ...change } })}
        />
        {problems.when === undefined && <DueTimes {...preview} />}
        {webhook}
      </FormRow>
      {scheduleKinds.has(form.when.kind) && (
        <FormRow name="If missed">
          <Select
            label="If missed"
            className="w-full"
            value={form.missed}
            choices={missed}
            onChange={(value) => onChange({ missed: value })}
          />
        </FormRow>
      )}
      <PlaceRow {...rest} />
      <ModelRow {...rest} />
      <LimitsRow {...rest} />
      <ResultRow {...rest} />
    </>
  );
}

/** Says that a prompt, which may be another's, has characters that nobody can see. */
function Hidden({ text, onMend }: { readonly text: string; readonly onMend: (text: string) => void }) {
  const hidden = hiddenIn(text);
  if (hidden.length === 0) return null;
  const signs = [...new Set(hidden.map(({ sign }) => sign))].slice(0, 6).join(" ");
  const mended = () =>
    hidden.reduceRight((rest, { index, length }) => rest.slice(0, index) + rest.slice(index + length), text);
  return (
    <div role="status" className="mt-1 flex items-center gap-2 text-small text-amber">
      <span className="min-w-0 flex-1 text-pretty">
        It has {hidden.length === 1 ? "a character" : `${hidden.length} characters`} that nobody can see: {signs}. It
        may say something else than it seems to.
      </span>
      <Button size="small" onClick={() => onMend(mended())}>
        Take {hidden.length === 1 ? "it" : "them"} out
      </Button>
    </div>
  );
}
