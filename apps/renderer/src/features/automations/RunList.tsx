import type { AutomationRow, Run } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { duration, money } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import { GroupHead } from "./GroupHead.tsx";
import { dateOf, timeOfDay } from "./moments.ts";
import { FEW_RUNS, useRuns } from "./useRuns.ts";
import { canStop, causeWords, glyphOfRun, runWords } from "./words.ts";

/** The records of an automation: one for each time that it was due, whatever came of it. */
export function RunList({ row }: { readonly row: AutomationRow }) {
  const { runs, loaded, more, failure, earlier } = useRuns(row.id);
  const name = visibleName(row.name);
  const isSeveral = new Set(runs.map(({ projectId }) => projectId)).size > 1;
  return (
    <section aria-label={`Runs of ${name}`}>
      <GroupHead
        name={`Runs of ${name}`}
        note={
          runs.length === 0 ? undefined : more || runs.length >= FEW_RUNS ? `last ${runs.length}` : String(runs.length)
        }
      />
      {failure !== undefined && <FailureNote failure={failure} className="px-5 pb-2" />}
      {loaded && runs.length === 0 && (
        <p className="px-5 pb-4 text-small text-text-3">
          None yet. Each time that it is due has one record here: what it found, or why it did not run.
        </p>
      )}
      <ul className="px-5 pb-2">
        {runs.map((run) => (
          <RunLine key={run.id} run={run} showsProject={isSeveral} />
        ))}
      </ul>
      {more && (
        <Button variant="plain" size="small" className="mx-3 mb-3" onClick={earlier}>
          Show earlier runs
        </Button>
      )}
    </section>
  );
}

function RunLine({ run, showsProject }: { readonly run: Run; readonly showsProject: boolean }) {
  const { client, layout, projects } = useApp();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === run.projectId)?.name);
  const failed = useFailed();
  const { lead, rest } = runWords(run);
  const cause = causeWords(run);
  const { threadId } = run;
  const when = `${dateOf(run.dueAt)} ${timeOfDay(run.dueAt)}`;
  const isQuiet = run.state === "skipped" || run.state === "missed" || run.outcome === "nothing";
  const words = (
    <>
      <span className={clsx(!isQuiet && "text-text-1")}>{lead}</span>
      {rest !== undefined && <span className="text-text-3">: {rest}</span>}
    </>
  );
  const said = [run.reason, run.summary].filter((text) => text !== undefined).join("\n\n");
  return (
    <li
      data-state={run.state}
      className="group/run relative grid min-h-7 grid-cols-[92px_14px_minmax(0,1fr)_auto] items-center gap-x-2 border-b border-line text-small text-text-2 tabular-nums has-[a]:hover:bg-hover"
    >
      <span className="whitespace-nowrap text-text-2">{when}</span>
      <StatusGlyph status={glyphOfRun(run)} />
      <span className="flex min-w-0 items-center gap-1.5">
        {run.dry && <Tag tone="line">dry run</Tag>}
        {threadId === undefined ? (
          <span className="truncate" title={visibleText(said) || undefined}>
            {words}
          </span>
        ) : (
          <a
            href={`#thread=${threadId}`}
            title={visibleText(said) || undefined}
            onClick={(event) => {
              event.preventDefault();
              layout.update((state) => openThread(state, threadId));
            }}
            className="truncate after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {words}
          </a>
        )}
      </span>
      <span className="flex items-center gap-3 pl-2 whitespace-nowrap text-text-3">
        {cause !== undefined && <span className="max-w-36 truncate text-micro">{cause}</span>}
        {showsProject && <span className="max-w-24 truncate text-micro">{visibleName(project ?? "–")}</span>}
        {canStop(run) ? (
          <Button
            size="small"
            variant="plain"
            className="z-1 -my-px h-[22px]!"
            aria-label={`Stop the run of ${when}`}
            onClick={() => client.automations.stopRun({ runId: run.id }).catch(failed)}
          >
            Stop
          </Button>
        ) : (
          <span className="w-14 text-right">{took(run)}</span>
        )}
        <span className="w-12 text-right">{run.dollars === undefined ? "" : money(run.dollars)}</span>
      </span>
    </li>
  );
}

const took = ({ startedAt, endedAt }: Run): string =>
  startedAt === undefined || endedAt === undefined ? "" : duration(Math.max(0, endedAt - startedAt));
