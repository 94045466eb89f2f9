import type { ThreadId } from "@flightdeck/contract";
import { useApp, useOpenThread, useRow, useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Composer } from "../composer/Composer.tsx";
import { Conversation } from "../conversation/index.ts";
import { useActions } from "../layout/actions.ts";
import { closeTab } from "../layout/store.ts";
import { ThreadCommands } from "../machine/index.ts";
import { InstrumentLine } from "./InstrumentLine.tsx";
import { LandedNote } from "./LandedNote.tsx";
import { ThreadHead } from "./ThreadHead.tsx";
import { useSeen } from "./useSeen.ts";
import { WorktreeNote } from "./WorktreeNote.tsx";

/** One open thread: its head, what was said and done, and the composer. */
export function ThreadPane({ threadId, active }: { readonly threadId: ThreadId; readonly active: boolean }) {
  const state = useOpenThread(threadId);
  const row = useRow(threadId);
  const title = useThread(threadId, (thread) => thread.title) ?? row?.title ?? "Thread";
  const actions = useActions();
  useSeen(threadId);
  return (
    <section aria-label={title} className="flex h-full min-h-0 min-w-0 flex-col bg-pane">
      <ThreadHead threadId={threadId} title={title} />
      <InstrumentLine threadId={threadId} />
      <ThreadCommands threadId={threadId} />
      {state === "refused" ? (
        <Refused threadId={threadId} />
      ) : (
        <>
          <ErrorBoundary part="The conversation">
            {state === "ready" ? <Conversation threadId={threadId} help={actions} /> : <Loading />}
          </ErrorBoundary>
          <WorktreeNote threadId={threadId} />
          <LandedNote threadId={threadId} />
          <Composer key={threadId} threadId={threadId} autoFocus={active} />
        </>
      )}
    </section>
  );
}

/** Stands still, and only shows when loading takes long enough to wonder. */
function Loading() {
  return (
    <div aria-hidden className="appears-late mx-auto w-full max-w-[calc(var(--measure)+32px)] flex-1 px-4 pt-5">
      {[62, 78, 45].map((width) => (
        <div key={width} className="mb-3.5 ml-[26px] h-2 rounded-[2px] bg-selected" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function Refused({ threadId }: { readonly threadId: ThreadId }) {
  const { threads, layout } = useApp();
  const open = useSelect(threads.store(threadId), (state) => state);
  if (open.state !== "refused") return null;
  return (
    <div className="grid flex-1 place-content-center p-6">
      <FailureNote failure={open.failure}>
        <Button size="small" onClick={() => layout.update((state) => closeTab(state, threadId))}>
          Close this tab
        </Button>
      </FailureNote>
    </div>
  );
}
