import type { InboxEntry, InboxGroup, InboxRow, Run } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { duration, money, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { MarkdownText } from "../conversation/markdown/MarkdownText.tsx";
import { PlaceProvider } from "../conversation/place.ts";
import { Priority } from "../findings/Priority.tsx";
import { DetailHead } from "./DetailHead.tsx";
import { EntryFoot } from "./EntryFoot.tsx";
import { Excerpt } from "./Excerpt.tsx";
import { Fact, Facts } from "./Facts.tsx";
import { GroupDetail } from "./GroupDetail.tsx";
import type { Line } from "./order.ts";
import { Proof } from "./Proof.tsx";
import type { EntryActs } from "./useEntryActs.ts";
import { WaitsDetail } from "./WaitsDetail.tsx";
import { Whereabouts } from "./Whereabouts.tsx";
import { causeWords, moment, stateWords } from "./words.ts";

/** What is looked at, in full, with what can be done about it. */
export function Detail({
  line,
  run,
  acts,
  onArchive,
}: {
  readonly line: Line | undefined;
  /** Of an agent that waits. */
  readonly run: Run | undefined;
  readonly acts: EntryActs;
  readonly onArchive: () => void;
}) {
  return (
    <aside
      aria-label="Entry"
      className="flex min-h-0 w-[clamp(380px,31vw,560px)] shrink-0 flex-col border-l border-line max-[1000px]:h-[48%] max-[1000px]:w-auto max-[1000px]:border-t max-[1000px]:border-l-0"
    >
      {line?.kind === "entry" && <EntryDetail key={line.row.id} row={line.row} acts={acts} onArchive={onArchive} />}
      {line?.kind === "waits" && <WaitsDetail key={line.key} entry={line.entry} run={run} />}
      {line?.kind === "group" && <GroupDetail group={line.group satisfies InboxGroup} />}
    </aside>
  );
}

interface Told {
  readonly entry: InboxEntry;
  readonly run?: Run;
}

function EntryDetail({
  row,
  acts,
  onArchive,
}: {
  readonly row: InboxRow;
  readonly acts: EntryActs;
  readonly onArchive: () => void;
}) {
  const { client } = useApp();
  const [told, setTold] = useState<Told>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.inbox.get({ entryId: row.id }, { signal: life.signal }).then(setTold, (error: unknown) => {
      if (!life.signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, row.id]);
  const thread = useRow(row.threadId ?? NOWHERE);
  const threadId = thread?.id;
  return (
    <>
      <DetailHead
        title={visibleName(row.title)}
        mark={row.priority && <Priority of={row.priority} />}
        onOpen={threadId && (() => acts.open({ kind: "entry", key: "", row }))}
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5" tabIndex={-1}>
        {failure !== undefined && <FailureNote failure={failure} />}
        {told === undefined ? (
          failure === undefined && row.digest !== "" && <p className="text-pretty">{visibleText(row.digest)}</p>
        ) : (
          <PlaceProvider value={threadId}>
            {told.entry.body.trim() !== "" && (
              <MarkdownText text={visibleText(told.entry.body)} className="text-base" />
            )}
            <div className="mt-3 flex flex-col gap-2 empty:hidden">
              {row.path !== undefined && <Excerpt row={row} path={row.path} />}
              {told.entry.proof !== undefined && <Proof proof={told.entry.proof} />}
            </div>
          </PlaceProvider>
        )}
        <Whereabouts row={row} />
        <EntryFacts row={row} run={told?.run} />
      </div>
      <EntryFoot row={row} acts={acts} onArchive={onArchive} />
    </>
  );
}

/** No thread has this id. */
const NOWHERE = "" as never;

function EntryFacts({ row, run }: { readonly row: InboxRow; readonly run: Run | undefined }) {
  const { projects } = useApp();
  const now = useNow();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === row.projectId)?.name);
  const state = run && stateWords(run);
  const took = run?.startedAt !== undefined && run.endedAt !== undefined ? run.endedAt - run.startedAt : undefined;
  return (
    <Facts>
      <Fact name="Run">
        {visibleName(row.automationName)}, {moment(run?.dueAt ?? row.at, now)}
        {run !== undefined && <span className="text-text-3"> · {visibleName(causeWords(run.cause))}</span>}
      </Fact>
      {project !== undefined && <Fact name="Project">{visibleName(project)}</Fact>}
      {state !== undefined && <Fact name="Result">{visibleText(state)}</Fact>}
      {took !== undefined && <Fact name="Took">{duration(took)}</Fact>}
      {row.dollars !== undefined && <Fact name="Cost">{money(row.dollars)}</Fact>}
    </Facts>
  );
}
