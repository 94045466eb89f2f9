import type { DiffFile, DiffScope, Thread, ThreadId } from "@flightdeck/contract";
import { ArrowDown, ArrowUp, Columns2, FileDiff, Pilcrow, Rows2, Search } from "lucide-react";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { startSyntax } from "../../ui/syntax/pool.ts";
import { useAct } from "../acts/index.ts";
import { type DiffHandle, DiffView } from "./DiffView.tsx";
import { FileList } from "./FileList.tsx";
import { filterFiles, groupByFolder, neighbour } from "./files.ts";
import { DiffFindBar } from "./DiffFindBar.tsx";
import type { Wanted } from "./findMarks.ts";
import { takesLetters, useKeysOfReview } from "./enter.ts";
import { comesFolded } from "./folding.ts";
import { Gate } from "./Gate.tsx";
import { AroundAll, Parts } from "./PartSlots.tsx";
import { type LinePoint, ReviewContext, type ReviewHere } from "./parts.ts";
import { createPlace, type PlaceStore } from "./place.ts";
import "./review.css";
import { createReview, type Review as ReviewState, type ReviewStore } from "./store.ts";
import { ScopePick } from "./ScopePick.tsx";
import { useDiffFind } from "./useDiffFind.ts";
import { useLineKeys } from "./useLineKeys.ts";
import { usePartFilter } from "./usePartHooks.ts";
import { useSteps } from "./useSteps.ts";

/** The review of one thread: what to compare, the files, their diffs, and at the foot what becomes of it. */
export default function Review({ threadId }: { readonly threadId: ThreadId }) {
  const hasWorktree = useThread(threadId, (thread) => thread.worktree !== undefined);
  const removed = useThread(threadId, (thread) => thread.worktree?.state === "removed") ?? false;
  if (hasWorktree === undefined) return null;
  // A folder that comes back is followed from the start.
  return <Running key={String(removed)} threadId={threadId} scope={{ kind: hasWorktree ? "branch" : "uncommitted" }} />;
}

/** What bears on the review beside the folder itself: a turn that begins or ends changes no file by that. */
function momentOf({ turns, approvals, worktree, landing }: Thread): string {
  const last = turns.at(-1);
  return [
    last?.id,
    last?.outcome,
    last?.checkpoints.after,
    approvals.length > 0,
    worktree?.state,
    landing?.at,
    landing?.state,
  ].join(" ");
}

function Running({ threadId, scope }: { readonly threadId: ThreadId; readonly scope: DiffScope }) {
  const { client, connection, reviewPrefs } = useApp();
  const [store] = useState(() => {
    const { scopes, ignoreSpace } = reviewPrefs.getState();
    const asked = { scope: scopes.get(threadId) ?? scope, ignoreSpace };
    return createReview({ client, connection, threadId, ...asked, pauses: { drawn: 100, longest: 1500 } });
  });
  // The list draws no line before its highlighters run: they start while the host still compares.
  useEffect(startSyntax, []);
  useEffect(() => {
    const life = new AbortController();
    store.run(life.signal);
    return () => life.abort();
  }, [store]);
  const moment = useThread(threadId, momentOf);
  const seen = useRef(moment);
  useEffect(() => {
    if (seen.current === moment) return;
    seen.current = moment;
    store.refresh();
  }, [store, moment]);
  // The base is outside of the folder that is watched: who comes back may have cleaned it up.
  useEffect(() => {
    window.addEventListener("focus", store.refresh);
    return () => window.removeEventListener("focus", store.refresh);
  }, [store]);
  return <Loaded threadId={threadId} store={store} />;
}

function Loaded({ threadId, store }: { readonly threadId: ThreadId; readonly store: ReviewStore }) {
  const handle = useRef<DiffHandle>(null);
  const [place] = useState(createPlace);
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(() => new Map());
  const here = useMemo<ReviewHere>(
    () => ({
      threadId,
      store,
      place,
      show(path, point) {
        place.setState({ front: path });
        handle.current?.show(path, point);
      },
      select: (selection) => place.setState({ selection }),
      fold: (path, folded) =>
        setTurned((before) => {
          const next = new Map(before);
          if (folded === undefined) next.delete(path);
          else next.set(path, folded);
          return next;
        }),
    }),
    [threadId, store, place],
  );
  return (
    <ReviewContext value={here}>
      <AroundAll>
        <Pane here={here} place={place} handle={handle} turned={turned} />
      </AroundAll>
    </ReviewContext>
  );
}

function Pane({
  here,
  place,
  handle,
  turned,
}: {
  readonly here: ReviewHere;
  readonly place: PlaceStore;
  readonly handle: RefObject<DiffHandle | null>;
  /** Files that the person opened or folded. */
  readonly turned: ReadonlyMap<string, boolean>;
}) {
  const { threadId, store } = here;
  const review = useSelect(store, (state) => state);
  const { diff, patches } = review;
  const waiting = useThread(threadId, (thread) => thread.approvals.length > 0) ?? false;
  const [filter, setFilter] = useState("");
  const front = useSelect(place, (state) => state.front);
  const { reviewPrefs } = useApp();
  const { style } = useSelect(reviewPrefs, (state) => state);
  const filterField = useRef<HTMLInputElement>(null);
  const asked = usePartFilter(diff?.files ?? noFiles);
  const files = useMemo(() => {
    const groups = groupByFolder(filterFiles(asked, filter));
    return groups.flatMap((group) => group.files);
  }, [asked, filter]);
  const foldedWhy = useCallback(
    (file: DiffFile): string | undefined => {
      const choice = turned.get(file.path);
      return choice === false ? undefined : (comesFolded(file) ?? (choice === true ? "" : undefined));
    },
    [turned],
  );

  const { show } = here;
  const go = useCallback((file: DiffFile | undefined) => file && show(file.path), [show]);
  const step = (by: 1 | -1) => go(neighbour(files, front ?? files[0]?.path, by));
  const toChange = useSteps({ here, place, files, foldedWhy });
  useAct("next-change", () => toChange(1), files.length > 0);
  useAct("previous-change", () => toChange(-1), files.length > 0);

  const reveal = useCallback((path: string, point: LinePoint) => handle.current?.reveal(path, point), [handle]);
  const selectLines = useLineKeys(here, place, reveal);
  const find = useDiffFind(here);
  const [finding, setFinding] = useState(false);
  const wanted = useMemo((): Wanted | undefined => {
    if (!finding || find.text === "") return undefined;
    const hit = find.at === undefined ? undefined : find.found?.lines[find.at];
    return { text: find.text, ...(hit && { hit }) };
  }, [finding, find.text, find.found, find.at]);

  const keys = useKeysOfReview();
  const onKeyDown = (event: KeyboardEvent) => {
    // Where the focus is in the review, this is what is looked through.
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === "f") {
      event.preventDefault();
      setFinding(true);
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesLetters(event.target)) return;
    const escape = place.getState().selection === undefined ? undefined : () => here.select(undefined);
    if (event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      selectLines(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const act = {
      j: () => step(1),
      k: () => step(-1),
      n: () => toChange(1),
      p: () => toChange(-1),
      "/": () => filterField.current?.focus(),
      Escape: escape,
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  return (
    <div
      ref={keys}
      data-review-keys
      tabIndex={-1}
      className="flex min-h-0 flex-1 flex-col -outline-offset-2"
      onKeyDown={onKeyDown}
    >
      <div className="flex h-10 shrink-0 items-center gap-2 pr-2 pl-3 @max-[440px]:gap-0.5">
        <ScopePick
          threadId={threadId}
          scope={review.scope}
          against={diff?.against}
          onChange={(scope) => {
            reviewPrefs.setScope(threadId, scope);
            place.setState({}, true);
            store.show(scope);
          }}
        />
        <Summary review={review} />
        <span className="flex-1" />
        <Parts of="Tools" />
        <IconButton
          label="Find in the diff"
          icon={Search}
          size="small"
          pressed={finding}
          onClick={() => setFinding(!finding)}
        />
        <IconButton
          label="Split"
          icon={Columns2}
          size="small"
          pressed={style === "split"}
          onClick={() => reviewPrefs.set({ style: "split" })}
        />
        <IconButton
          label="Unified"
          icon={Rows2}
          size="small"
          pressed={style === "unified"}
          onClick={() => reviewPrefs.set({ style: "unified" })}
        />
        <IconButton
          label="Ignore spaces"
          icon={Pilcrow}
          size="small"
          pressed={review.ignoreSpace}
          onClick={() => {
            reviewPrefs.set({ ignoreSpace: !review.ignoreSpace });
            store.setIgnoreSpace(!review.ignoreSpace);
          }}
        />
        <span className="mx-1 h-3 w-px bg-line-strong @max-[400px]:hidden" />
        <IconButton label="Previous change" hint="P" icon={ArrowUp} size="small" onClick={() => toChange(-1)} />
        <IconButton label="Next change" hint="N" icon={ArrowDown} size="small" onClick={() => toChange(1)} />
      </div>
      <Parts of="Banner" />
      {diff === undefined || diff.files.length === 0 ? (
        <Nothing threadId={threadId} review={review} onRetry={store.refresh} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] border-t border-line @min-[640px]:grid-cols-[232px_minmax(0,1fr)]">
          <FileList
            files={asked}
            filter={filter}
            onFilter={setFilter}
            filterField={filterField}
            front={front ?? files[0]?.path}
            onPick={go}
          />
          <div className="relative flex min-h-0 min-w-0 flex-col">
            {finding && (
              <DiffFindBar
                find={find}
                onClose={() => {
                  setFinding(false);
                  find.setText("");
                }}
              />
            )}
            <DiffView
              ref={handle}
              files={files}
              patches={patches}
              style={style}
              place={place}
              settled={review.settled}
              foldedWhy={foldedWhy}
              onFold={here.fold}
              whole={review.whole}
              onWhole={store.setWhole}
              wanted={wanted}
              onWant={store.want}
            />
          </div>
        </div>
      )}
      <Gate threadId={threadId} review={review} waiting={waiting} onDone={store.refresh} />
    </div>
  );
}

const noFiles: readonly DiffFile[] = [];

function Summary({ review: { diff } }: { readonly review: ReviewState }) {
  if (diff === undefined) return null;
  return (
    <span className="flex min-w-0 items-baseline gap-2 overflow-hidden text-small text-text-3 @max-[520px]:hidden">
      <span className="truncate @max-[760px]:hidden">
        {`${diff.files.length.toLocaleString("en")} ${diff.files.length === 1 ? "file" : "files"}`}
        <span className="@max-[940px]:hidden">
          {" against "}
          <span className="mono">{visibleName(diff.against)}</span>
        </span>
      </span>
      <LineCount additions={diff.additions} deletions={diff.deletions} />
    </span>
  );
}

const empty: Record<DiffScope["kind"], string> = {
  staged: "Nothing is staged; the index equals",
  turn: "That turn changed no file; compared with",
  commit: "That commit changed no file; compared with",
  branch: "The branch equals",
  uncommitted: "Everything is committed; the files equal",
  last_turn: "The last turn changed no file; compared with",
};

function Nothing({
  threadId,
  review,
  onRetry,
}: {
  readonly threadId: ThreadId;
  readonly review: ReviewState;
  readonly onRetry: () => void;
}) {
  const { client } = useApp();
  const [refused, setRefused] = useState<Failure>();
  const removed = useThread(threadId, (thread) => thread.worktree?.state === "removed") ?? false;
  const restore = () =>
    client.worktrees.restore({ threadId }).then(
      () => setRefused(undefined),
      (error: unknown) => setRefused(readFailure(error)),
    );
  const { diff, failure, scope } = review;
  return (
    <div className="grid min-h-0 flex-1 place-content-center border-t border-line p-6">
      {removed ? (
        <div className="grid justify-items-center gap-0.5 text-center">
          <Icon of={FileDiff} />
          <p className="mt-1.5 font-medium">The worktree was removed</p>
          <p className="max-w-[300px] text-small text-balance text-text-3">
            Its state was kept. Restored, it has its changes again.
          </p>
          <Button size="small" className="mt-2" onClick={() => void restore()}>
            Restore
          </Button>
          {refused !== undefined && <FailureNote failure={refused} className="mt-2 max-w-[420px] text-left" />}
        </div>
      ) : failure !== undefined ? (
        <FailureNote failure={failure} className="max-w-[420px]">
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        </FailureNote>
      ) : (
        diff !== undefined && (
          <div className="grid justify-items-center gap-0.5 text-center">
            <Icon of={FileDiff} />
            <p className="mt-1.5 font-medium">No changes</p>
            <p className="max-w-[300px] text-small text-balance text-text-3">
              {empty[scope.kind]} <span className="mono">{visibleName(diff.against)}</span>.
            </p>
          </div>
        )
      )}
    </div>
  );
}
