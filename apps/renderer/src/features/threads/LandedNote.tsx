import type { Thread, ThreadId, ThreadLanding } from "@flightdeck/contract";
import { GitMerge } from "lucide-react";
import { useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";

/** The landing that nothing followed in this thread. */
function restingLanding({ landing, turns }: Thread): ThreadLanding | undefined {
  const last = turns.at(-1);
  return landing?.state === "landed" && (last === undefined || last.startedAt < landing.at) ? landing : undefined;
}

/** Above the composer, once the thread's work has landed: where, and the way back. */
export function LandedNote({ threadId }: { readonly threadId: ThreadId }) {
  const { client } = useApp();
  const landing = useThread(threadId, restingLanding);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  if (landing === undefined) return null;
  const undo = () => {
    setBusy(true);
    setFailure(undefined);
    client.landing
      .undo({ threadId, landingId: landing.id })
      .catch((error: unknown) => setFailure(readFailure(error)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="mx-auto w-full max-w-[calc(var(--measure)+32px)] flex-none px-3 pb-2">
      <div
        className="flex items-center gap-2 rounded-3 border border-line px-3 py-2 text-small text-text-2"
        role="status"
      >
        <Icon of={GitMerge} size={14} className="text-green" />
        <span className="min-w-0 flex-1 truncate">
          <span className="font-medium text-text-1">Landed on {visibleName(landing.base)}</span>{" "}
          <code>{landing.commit.slice(0, 7)}</code>
        </span>
        <Button size="small" disabled={busy} onClick={undo}>
          Undo
        </Button>
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
    </div>
  );
}
