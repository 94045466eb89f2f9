import type { ThreadId, TurnId } from "@flightdeck/contract";
import { useCallback, useMemo, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import type { Failure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { ApprovalDock } from "../approvals/index.ts";
import { PlanDock } from "../plan/index.ts";
import { QuestionDock } from "../questions/index.ts";
import "./conversation.css";
import { createDisclosure, DisclosureProvider } from "./disclosure.ts";
import { type Help, HelpProvider } from "./help.ts";
import { ThreadFind } from "./find/ThreadFind.tsx";
import { useFindAct } from "./find/useFindAct.ts";
import { Log, type LogHandle } from "./Log.tsx";
import { PlaceProvider } from "./place.ts";
import { atBeginning, createRows } from "./rows.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { SpokenStatus } from "./SpokenStatus.tsx";
import { useJump } from "./useJump.ts";
import { usePaced } from "./usePaced.ts";
import { useWaitingItems, WaitingProvider } from "./waiting.ts";

const noHelp: Help = {};

/** The conversation of a thread that its pane holds open, and below it what waits for an answer. */
export function Conversation({ threadId, help = noHelp }: { readonly threadId: ThreadId; readonly help?: Help }) {
  return (
    <PlaceProvider value={threadId}>
      <HelpProvider value={help}>
        <div className="flex min-h-0 flex-1 flex-col">
          <ThreadLog key={threadId} threadId={threadId} />
          <ApprovalDock threadId={threadId} />
          <QuestionDock threadId={threadId} />
          <PlanDock threadId={threadId} />
        </div>
      </HelpProvider>
    </PlaceProvider>
  );
}

function ThreadLog({ threadId }: { readonly threadId: ThreadId }) {
  const { threads, finds } = useApp();
  const thread = useSelect(usePaced(threadId), (open) => (open.state === "ready" ? open.thread : undefined));
  const [disclosure] = useState(createDisclosure);
  const [build] = useState(createRows);
  const [failure, setFailure] = useState<Failure>();
  const [loading, setLoading] = useState(false);
  const [following, setFollowing] = useState(true);
  const waiting = useWaitingItems(threadId);
  const unfolded = useUnfolded(thread?.turns.findLast((turn) => turn.outcome === "running")?.id, following);
  const rows = useMemo(() => (thread === undefined ? [] : build(thread, unfolded)), [build, thread, unfolded]);

  const log = useRef<LogHandle>(null);
  const aim = useJump(threadId, rows, disclosure, setFailure);
  const find = useSelect(finds, (open) => (open?.threadId === threadId ? open : undefined));
  useFindAct(threadId, log);

  const onEarlier = useCallback(() => {
    setLoading(true);
    void threads.loadEarlier(threadId).then((failed) => {
      setFailure(failed);
      setLoading(false);
    });
  }, [threads, threadId]);

  if (thread === undefined) return <div className="min-h-0 flex-1" />;
  return (
    <DisclosureProvider value={disclosure}>
      <SelectionBar threadId={threadId} log={log} />
      <SpokenStatus threadId={threadId} thread={thread} />
      <WaitingProvider value={waiting}>
        <Log
          ref={log}
          rows={rows}
          aim={aim}
          hasEarlier={!atBeginning(thread) && !loading && failure === undefined}
          onEarlier={onEarlier}
          following={following}
          onFollowing={setFollowing}
          notice={
            <>
              {find !== undefined && (
                <ThreadFind
                  key={find.key}
                  threadId={threadId}
                  ask={find}
                  thread={thread}
                  rows={rows}
                  log={log}
                  disclosure={disclosure}
                  onClose={finds.close}
                />
              )}
              {failure !== undefined && (
                <div className="floats absolute inset-x-4 top-2 mx-auto max-w-120 rounded-3 bg-overlay px-3 py-2 shadow-menu">
                  <FailureNote failure={failure}>
                    <Button size="small" onClick={onEarlier}>
                      Try again
                    </Button>
                  </FailureNote>
                </div>
              )}
            </>
          }
        />
      </WaitingProvider>
    </DisclosureProvider>
  );
}

/**
 * Turns the person watches stay as they are when they end: nothing moves under their eyes. Their finished work folds once the
 * next turn starts and the end is in view, or when the thread is opened again.
 */
function useUnfolded(running: TurnId | undefined, following: boolean): ReadonlySet<TurnId> {
  const [watched, setWatched] = useState<ReadonlySet<TurnId>>(() => new Set());
  if (running === undefined || watched.has(running)) return watched;
  const now = following ? new Set([running]) : new Set([...watched, running]);
  setWatched(now);
  return now;
}
