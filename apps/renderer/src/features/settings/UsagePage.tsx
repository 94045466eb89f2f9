import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { money, tokens } from "../../ui/time.ts";
import { BudgetField, type Grouping, type Span, spans, UsageTable, useReport } from "../usage/index.ts";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const groupings: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "day", label: "Day" },
  { value: "project", label: "Project" },
  { value: "thread", label: "Thread" },
  { value: "model", label: "Model" },
];

/** What requests took and cost, and the limits from which on agents ask. */
export function UsagePage() {
  const { settings } = useApp();
  const budgets = useSelect(settings, (state) => state.settings?.budgets);
  const { update, note } = useSettingsUpdate();
  const [by, setBy] = useState<Grouping>("day");
  const [span, setSpan] = useState<Span>("month");
  const { report, failure } = useReport(by, span);
  const today = report?.today;
  return (
    <>
      {note}
      <Setting
        path="budgets.thread"
        name="Budget of a thread"
        note="An agent asks before a request that would pass it. A yes is good for the same amount once more."
        control={
          <BudgetField
            label="Budget of a thread"
            value={budgets?.thread}
            onChange={(thread) => update({ budgets: { thread } })}
          />
        }
      />
      <Setting
        path="budgets.day"
        name="Budget of a day"
        note={`For all threads together.${today === undefined ? "" : ` Today: ${tokens(today.input + today.output)} tokens${today.cost === undefined ? "" : `, ${money(today.cost)}`}.`}`}
        control={
          <BudgetField label="Budget of a day" value={budgets?.day} onChange={(day) => update({ budgets: { day } })} />
        }
      />
      <Setting
        name="What was used"
        note="By the catalog's prices. Models without a known price count their tokens alone."
      >
        <div className="mb-2 flex flex-wrap gap-2">
          <Segmented label="Group by" value={by} choices={groupings} onChange={setBy} />
          <Segmented label="Time" value={span} choices={spans} onChange={setSpan} />
        </div>
        {failure !== undefined && <FailureNote failure={failure} />}
        {report !== undefined &&
          (report.rows.length === 0 ? (
            <p className="text-small text-text-3">No request was made in this time.</p>
          ) : (
            <UsageTable
              label={groupings.find(({ value }) => value === by)?.label ?? ""}
              rows={by === "day" ? report.rows.toReversed() : report.rows}
              total={report.total}
            />
          ))}
      </Setting>
    </>
  );
}
