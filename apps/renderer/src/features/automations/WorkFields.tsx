import { builtInProfiles, profileWords, ReasoningEffort } from "@flightdeck/contract";
import { Shield } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Combo } from "../../ui/Combo.tsx";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type Choice, Select } from "../../ui/Select.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { builtInNotes } from "../composer/permissions.ts";
import { modelChoices } from "../models/words.ts";
import { FormRow } from "./FormRow.tsx";
import type { AutomationForm, PlaceForm, Problems } from "./form.ts";

interface Props {
  readonly form: AutomationForm;
  readonly problems: Problems;
  readonly onChange: (change: Partial<AutomationForm>) => void;
}

const places: readonly Choice<PlaceForm["kind"]>[] = [
  { value: "worktree", label: "A fresh worktree per run" },
  { value: "local", label: "The local checkout, only reading" },
  { value: "thread", label: "A thread that it wakes up" },
];
const placeHelp: Readonly<Record<PlaceForm["kind"], string>> = {
  worktree: "Removed after the run if nothing changed. The local checkout is only read.",
  local: "It sees what you have there now, and cannot change it.",
  thread: "Each run is one more turn of that thread, with all that was said there.",
};

/** Where a run works. */
export function PlaceRow({ form: { place }, problems, onChange }: Props) {
  const change = (next: Partial<PlaceForm>) => onChange({ place: { ...place, ...next } });
  return (
    <FormRow name="Works in" help={placeHelp[place.kind]} problem={problems.place}>
      <div className="flex flex-wrap gap-2">
        <Select
          label="Works in"
          className="min-w-52! flex-1"
          value={place.kind}
          choices={places}
          onChange={(kind) => change({ kind })}
        />
        {place.kind === "worktree" && (
          <TextField
            label="Starts from"
            className="min-w-36 flex-1"
            placeholder="the project's base"
            value={place.base}
            onChange={(event) => change({ base: event.target.value })}
          />
        )}
        {place.kind === "thread" && (
          <ThreadPick
            bad={problems.place !== undefined}
            value={place.threadId}
            onChange={(threadId) => change({ threadId })}
          />
        )}
      </div>
    </FormRow>
  );
}

function ThreadPick({
  value,
  bad,
  onChange,
}: {
  readonly value: string;
  readonly bad: boolean;
  readonly onChange: (threadId: string) => void;
}) {
  const { rows, projects } = useApp();
  const threads = useSelect(rows, (state) => state.rows);
  const names = useSelect(projects, (state) => state.projects);
  const items = [...threads.values()]
    .filter(({ archived, id }) => !archived || id === value)
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(({ id, title, projectId }) => ({
      value: id as string,
      label: visibleName(title),
      description: names.find((project) => project.id === projectId)?.name,
    }));
  return (
    <Combo
      label="Which thread"
      className="basis-full"
      placeholder="Find a thread"
      nothing="There is no thread of that name"
      bad={bad}
      value={value}
      items={items}
      onChange={onChange}
    />
  );
}

const DEFAULT = "default";

/** The model that a form means, as far as it is known; `standard` is what new threads begin with. */
function useModelOf({ model }: AutomationForm) {
  const { models, settings } = useApp();
  const list = useSelect(models, (state) => state.models);
  const fallback = useSelect(models, (state) => state.defaultModel);
  const standard = useSelect(settings, (state) => state.settings?.thread.model) ?? fallback;
  return { list, standard, known: list.find(({ id }) => id === (model === "" ? standard : model)) };
}

/** Who does the work, and what they may do. */
export function ModelRow({ form, onChange }: Props) {
  const { models, settings } = useApp();
  const { list, standard, known } = useModelOf(form);
  const providers = useSelect(models, (state) => state.providers);
  const kept = useSelect(settings, (state) => state.settings);
  const standardName = list.find(({ id }) => id === standard)?.name ?? standard;
  const choices = modelChoices(list, providers);
  const efforts = known === undefined ? ReasoningEffort.options : known.efforts;
  const unknown = form.model !== "" && !list.some(({ id }) => id === form.model);
  const profiles = { ...builtInProfiles, ...kept?.profiles };
  const mine = Object.keys(kept?.profiles ?? {});
  const profileChoices: Choice<string>[] = Object.entries(profiles).map(([name, profile]) => ({
    value: name,
    label: mine.includes(name) ? visibleName(name) : capital(name.replaceAll("-", " ")),
    description: mine.includes(name) ? profileWords(profile) : (builtInNotes[name] ?? profileWords(profile)),
  }));
  const isGone = form.profile !== "" && !Object.hasOwn(profiles, form.profile);
  return (
    <FormRow
      name="Model"
      problem={isGone ? "There is no permission profile of that name any more" : undefined}
      help={
        form.profile === "full-access"
          ? "Nobody is there to look: full access means that it can do all that you can, without asking."
          : undefined
      }
    >
      <div className="flex flex-wrap gap-2">
        <Select
          label="Model"
          className="min-w-36! flex-1"
          value={form.model === "" ? DEFAULT : form.model}
          choices={[
            { value: DEFAULT, label: `As new threads${standardName === undefined ? "" : ` (${standardName})`}` },
            ...(unknown ? [{ value: form.model, label: form.model }] : []),
            ...choices,
          ]}
          onChange={(model) => onChange({ model: model === DEFAULT ? "" : model, effort: "" })}
          onOpen={models.lookIfOld}
        />
        {efforts.length > 0 && (
          <Select
            label="Effort"
            className="min-w-24!"
            value={form.effort === "" ? DEFAULT : form.effort}
            show={form.effort === "" ? <span className="text-text-3">effort</span> : undefined}
            choices={[
              { value: DEFAULT, label: "As new threads" },
              ...efforts.map((value) => ({ value: value as string, label: value })),
            ]}
            onChange={(effort) => onChange({ effort: effort === DEFAULT ? "" : effort })}
          />
        )}
        <Select
          label="Permissions"
          className="min-w-36! flex-1 [&>span:first-of-type]:flex-1 [&>span:first-of-type]:text-left"
          icon={<Icon of={Shield} size={14} />}
          value={form.profile === "" ? DEFAULT : form.profile}
          choices={[
            { value: DEFAULT, label: "As new threads" },
            ...profileChoices,
            ...(isGone ? [{ value: form.profile, label: form.profile }] : []),
          ]}
          onChange={(profile) => onChange({ profile: profile === DEFAULT ? "" : profile })}
        />
      </div>
    </FormRow>
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const overlaps: readonly Choice<"one" | "many">[] = [
  { value: "one", label: "1 at a time", description: "What is due meanwhile is skipped, and its record says so" },
  { value: "many", label: "May overlap", description: "A run begins even while another one works" },
];

/** How long it may work, for how much, and how often at once. */
export function LimitsRow({ form, problems, onChange }: Props) {
  const { known } = useModelOf(form);
  const help =
    form.dollars.trim() === "" || known === undefined || known.price !== undefined
      ? undefined
      : `No price is known for ${known.name}: this limit holds once config.toml names one.`;
  return (
    <FormRow name="Limits" help={help} problem={problems.minutes ?? problems.dollars}>
      <div className="flex flex-wrap gap-2">
        <TextField
          label="Minutes of a run"
          inputMode="numeric"
          className="w-[88px]"
          bad={problems.minutes !== undefined}
          value={form.minutes}
          after={<span className="text-text-3">min</span>}
          onChange={(event) => onChange({ minutes: event.target.value })}
        />
        <TextField
          label="Dollars of a run"
          inputMode="decimal"
          className="w-[124px]"
          placeholder="no limit"
          bad={problems.dollars !== undefined}
          value={form.dollars}
          before={<span className="-mr-1 text-text-3">$</span>}
          after={<span className="text-text-3">a run</span>}
          onChange={(event) => onChange({ dollars: event.target.value })}
        />
        <Select
          label="Runs at once"
          className="min-w-28! flex-1"
          value={form.overlap ? "many" : "one"}
          choices={overlaps}
          onChange={(value) => onChange({ overlap: value === "many" })}
        />
      </div>
    </FormRow>
  );
}

/** What becomes of a run that has nothing to say. */
export function ResultRow({ form, onChange }: Props) {
  return (
    <FormRow name="Result">
      <span className="flex h-7 items-center">
        <Checkbox checked={form.archiveEmpty} onChange={(archiveEmpty) => onChange({ archiveEmpty })}>
          Archive runs that found nothing
        </Checkbox>
      </span>
    </FormRow>
  );
}
