import type { LandingCheck, ThreadId } from "@flightdeck/contract";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct } from "../acts/index.ts";

/** Takes the last step back: a merge that is not committed, or a landing while nothing came on top. */
export function GateUndo({
  threadId,
  landing,
  onDone,
}: {
  readonly threadId: ThreadId;
  readonly landing: LandingCheck;
  readonly onDone: () => void;
}) {
  const { client, toasts } = useApp();
  const [busy, setBusy] = useState(false);
  const run = (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    work()
      .catch((error: unknown) => {
        const { message: title, detail } = readFailure(error);
        toasts.add({ tone: "bad", title, detail });
      })
      .finally(() => {
        setBusy(false);
        onDone();
      });
  };
  const { landed, merging, state } = landing;
  const undo = () => landed && run(() => client.landing.undo({ threadId, landingId: landed.id }));
  const working = state === "turn_running";
  useAct("undo-landing", undo, landed?.undo === "possible" && !working);
  if (merging !== undefined && !working)
    return (
      <Tip label="The files are as before the merge; what they are now is kept" side="top">
        <Button icon={Undo2} disabled={busy} onClick={() => run(() => client.landing.abortMerge({ threadId }))}>
          Abort merge
        </Button>
      </Tip>
    );
  if (landed?.undo === "pushed" && !working)
    return (
      <span className="text-small text-text-3">Landed and pushed: only a commit that reverts it takes it back</span>
    );
  if (landed?.undo !== "possible" || working) return null;
  return (
    <Tip label={`${visibleName(landed.base)} goes back to where it was`} side="top">
      <Button icon={Undo2} disabled={busy} onClick={undo}>
        Undo landing
      </Button>
    </Tip>
  );
}
