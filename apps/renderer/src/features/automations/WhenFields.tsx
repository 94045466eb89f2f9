import type { AutomationId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useMemo } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Combo } from "../../ui/Combo.tsx";
import { TextField } from "../../ui/Field.tsx";
import { type Choice, Select } from "../../ui/Select.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { timeOf, type Unit, type WhenForm, type WhenKind } from "./form.ts";
import { ownZone } from "./moments.ts";
import { inOrder } from "./words.ts";

const kinds: readonly Choice<WhenKind>[] = [
  { value: "every", label: "Every so often", group: "On a schedule" },
  { value: "daily", label: "Daily", group: "On a schedule" },
  { value: "weekly", label: "Weekly", group: "On a schedule" },
  { value: "cron", label: "Cron", group: "On a schedule" },
  { value: "branch", label: "Branch moved", group: "On an event" },
  { value: "files", label: "Files changed", group: "On an event" },
  { value: "after", label: "After another", group: "On an event" },
  { value: "webhook", label: "Webhook", group: "On an event" },
  { value: "manual", label: "By hand", group: "Only when asked" },
];
const units: readonly Choice<Unit>[] = [
  { value: "minutes", label: "minutes" },
  { value: "hours", label: "hours" },
  { value: "days", label: "days" },
];
const endings: readonly Choice<WhenForm["afterWhen"]>[] = [
  { value: "ended", label: "however it ends" },
  { value: "found", label: "if it found something" },
  { value: "failed", label: "if it failed" },
];
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

interface Props {
  readonly when: WhenForm;
  readonly bad: boolean;
  readonly onChange: (change: Partial<WhenForm>) => void;
}

/** What begins a run: a schedule, an event, or nobody but the person. */
export function WhenFields({ self, ...props }: Props & { readonly self: AutomationId | undefined }) {
  const { when, bad, onChange } = props;
  const { kind } = when;
  return (
    <div className="flex flex-wrap gap-2">
      <Select
        label="When"
        className="w-[132px] min-w-0!"
        value={kind}
        choices={kinds}
        onChange={(next) => onChange({ kind: next })}
      />
      {kind === "every" && (
        <>
          <TextField
            label="How often"
            inputMode="numeric"
            className="w-16"
            bad={bad}
            value={when.amount}
            onChange={(event) => onChange({ amount: event.target.value })}
          />
          <Select
            label="Unit"
            className="min-w-24!"
            value={when.unit}
            choices={units}
            onChange={(unit) => onChange({ unit })}
          />
        </>
      )}
      {kind === "daily" && <Time {...props} />}
      {kind === "weekly" && (
        <>
          <Days days={when.days} onChange={(days) => onChange({ days })} />
          <Time {...props} />
        </>
      )}
      {kind === "cron" && (
        <TextField
          label="Cron expression"
          mono
          className="min-w-36 flex-1"
          bad={bad}
          value={when.cron}
          onChange={(event) => onChange({ cron: event.target.value })}
        />
      )}
      {kind === "branch" && (
        <TextField
          label="Branch"
          mono
          className="min-w-36 flex-1"
          placeholder="main"
          bad={bad}
          value={when.branch}
          onChange={(event) => onChange({ branch: event.target.value })}
        />
      )}
      {kind === "files" && (
        <textarea
          aria-label="Patterns of files, one a line"
          aria-invalid={bad || undefined}
          spellCheck={false}
          rows={3}
          placeholder={"src/**\n!**/*.test.ts"}
          value={when.patterns}
          onChange={(event) => onChange({ patterns: event.target.value })}
          className="mono w-full resize-y rounded-2 bg-raised px-2 py-1.5 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent aria-invalid:inset-ring-red-fill"
        />
      )}
      {kind === "after" && <After {...props} self={self} />}
      {(kind === "daily" || kind === "weekly" || kind === "cron") && <Zone {...props} />}
    </div>
  );
}

function Time({ when, bad, onChange }: Props) {
  return (
    <TextField
      label="Time"
      inputMode="numeric"
      className="w-[72px] tabular-nums"
      bad={bad && timeOf(when.time) === undefined}
      value={when.time}
      onChange={(event) => onChange({ time: event.target.value })}
      // As it will be kept: "7" is 07:00.
      onBlur={() => onChange({ time: timeOf(when.time) ?? when.time })}
    />
  );
}

function Days({
  days,
  onChange,
}: {
  readonly days: readonly number[];
  readonly onChange: (days: readonly number[]) => void;
}) {
  return (
    <span role="group" aria-label="Days" className="inline-flex rounded-2 bg-raised inset-ring inset-ring-line-strong">
      {weekdays.map((name, index) => {
        const day = index + 1;
        const on = days.includes(day);
        return (
          <button
            key={name}
            type="button"
            aria-pressed={on}
            onClick={() => onChange(on ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b))}
            className={clsx(
              "h-7 w-[30px] border-l border-line text-small first:rounded-l-2 first:border-l-0 last:rounded-r-2",
              on ? "bg-accent-soft font-medium text-accent" : "text-text-3 hover:bg-hover",
            )}
          >
            {name.slice(0, 2)}
            <span className="sr-only">{name.slice(2)}</span>
          </button>
        );
      })}
    </span>
  );
}

function Zone({ when, onChange }: Props) {
  const items = useMemo(
    () => [
      { value: "", label: `This machine's (${ownZone()})` },
      ...["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => ({
        value: zone,
        label: zone,
      })),
    ],
    [],
  );
  const known = items.some(({ value }) => value === when.timeZone);
  return (
    <Combo
      label="Time zone"
      className="min-w-56 flex-1"
      value={when.timeZone}
      items={known ? items : [...items, { value: when.timeZone, label: when.timeZone }]}
      onChange={(timeZone) => onChange({ timeZone })}
    />
  );
}

function After({ when, bad, onChange, self }: Props & { readonly self: AutomationId | undefined }) {
  const { automations } = useApp();
  const rows = useSelect(automations, (state) => state.rows);
  const items = inOrder(rows.values())
    .filter(({ id }) => id !== self)
    .map(({ id, name }) => ({ value: id as string, label: visibleName(name) }));
  return (
    <>
      <Combo
        label="Which automation"
        className="min-w-44 flex-1"
        placeholder="Another automation"
        nothing="There is no other automation"
        bad={bad && when.after === ""}
        value={when.after}
        items={items}
        onChange={(after) => onChange({ after })}
      />
      <Select
        label="After which end"
        className="min-w-44!"
        value={when.afterWhen}
        choices={endings}
        onChange={(afterWhen) => onChange({ afterWhen })}
      />
    </>
  );
}
