import type { AutomationId, AutomationRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { memo } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { money } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { GroupHead } from "./GroupHead.tsx";
import { useAhead } from "./useMoment.ts";
import { groupNames, groupOf, outcomeWords, projectWords } from "./words.ts";

/** All automations, by what begins them. */
export function AutomationList({
  rows,
  allPaused,
  chosen,
  written,
  onChoose,
  onSwitch,
}: {
  readonly rows: readonly AutomationRow[];
  readonly allPaused: boolean;
  readonly chosen: AutomationId | undefined;
  /** Those with changes that are not saved. */
  readonly written: ReadonlySet<string>;
  readonly onChoose: (automationId: AutomationId) => void;
  readonly onSwitch: (automationId: AutomationId, on: boolean) => void;
}) {
  return groupNames.map((name) => {
    const members = rows.filter(({ trigger }) => groupOf(trigger) === name);
    if (members.length === 0) return null;
    return (
      <section key={name} aria-label={name}>
        <GroupHead name={name} note={String(members.length)} />
        <ul>
          {members.map((row) => (
            <Line
              key={row.id}
              row={row}
              allPaused={allPaused}
              chosen={row.id === chosen}
              written={written.has(row.id)}
              onChoose={onChoose}
              onSwitch={onSwitch}
            />
          ))}
        </ul>
      </section>
    );
  });
}

const tones = { plain: undefined, amber: "text-amber", red: "text-red", accent: "text-accent" } as const;

const Line = memo(function Line({
  row,
  allPaused,
  chosen,
  written,
  onChoose,
  onSwitch,
}: {
  readonly row: AutomationRow;
  readonly allPaused: boolean;
  readonly chosen: boolean;
  readonly written: boolean;
  readonly onChoose: (automationId: AutomationId) => void;
  readonly onSwitch: (automationId: AutomationId, on: boolean) => void;
}) {
  const { projects, rows } = useApp();
  const known = useSelect(projects, (state) => state.projects);
  const thread = useSelect(rows, (state) =>
    row.place.kind === "thread" ? state.rows.get(row.place.threadId)?.title : undefined,
  );
  const name = visibleName(row.name);
  const outcome = row.lastRun && outcomeWords(row.lastRun);
  return (
    <li
      data-automation={row.id}
      className={clsx(
        "relative grid h-[52px] scroll-my-8 grid-cols-[28px_minmax(0,1.6fr)_minmax(0,1fr)_84px] items-center gap-x-3 border-b border-line px-5 @min-[720px]:grid-cols-[28px_minmax(0,1fr)_minmax(0,260px)_96px]",
        chosen ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <Switch
        label={name}
        on={!row.paused}
        dimmed={allPaused}
        className="z-1"
        onChange={(on) => onSwitch(row.id, on)}
      />
      <div className="min-w-0">
        <button
          type="button"
          data-entry
          aria-current={chosen || undefined}
          onClick={() => onChoose(row.id)}
          className={clsx(
            "block w-full truncate text-left leading-[18px] font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
            row.paused && "text-text-3",
          )}
        >
          {name}
        </button>
        {row.problem === undefined ? (
          <div className="truncate text-micro text-text-3">
            {written && <span className="text-accent">not saved · </span>}
            {projectWords(row, known, thread)}
          </div>
        ) : (
          <div className="flex items-center gap-1 text-micro text-red">
            <Icon of={CircleAlert} size={12} className="text-red" />
            <span className="truncate">{visibleName(row.problem)}</span>
          </div>
        )}
      </div>
      <div className="min-w-0 text-small text-text-2">
        <div className="truncate" title={visibleName(row.words)}>
          {visibleName(row.words)}
        </div>
        <div className="truncate text-micro text-text-3 tabular-nums">
          <Next row={row} allPaused={allPaused} />
        </div>
      </div>
      <div className="min-w-0 text-right text-micro text-text-3 tabular-nums">
        <div className={clsx("truncate", outcome && tones[outcome.tone])}>{outcome?.text ?? "never ran"}</div>
        <div>{row.lastRun?.dollars === undefined ? "–" : money(row.lastRun.dollars)}</div>
      </div>
    </li>
  );
});

function Next({ row, allPaused }: { readonly row: AutomationRow; readonly allPaused: boolean }) {
  const next = useAhead(allPaused || row.paused ? undefined : row.nextAt);
  if (row.paused || allPaused) return "paused";
  if (row.trigger.kind === "manual") return "only when asked";
  return next ?? (row.problem === undefined ? "waits" : "–");
}
