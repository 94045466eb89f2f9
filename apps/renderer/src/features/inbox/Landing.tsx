import type { LandingCheck, ThreadId } from "@flightdeck/contract";
import { GitCommitHorizontal, GitMerge } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { CommitDialog } from "../git/CommitDialog.tsx";
import { LandDialog } from "../review/LandDialog.tsx";
import { commitHindrance, standing } from "../review/landing.ts";

/** Commits and lands what a run changed, through the dialogs and the gate of the review. */
export function Landing({
  threadId,
  revision,
  onLanded,
}: {
  readonly threadId: ThreadId;
  /** Grows when the thread changes: then it may stand otherwise. */
  readonly revision: number;
  readonly onLanded: () => void;
}) {
  const { client, toasts } = useApp();
  const [check, setCheck] = useState<LandingCheck>();
  const [dialog, setDialog] = useState<"commit" | "land">();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    client.landing.check({ threadId }, { signal: life.signal }).then(setCheck, () => {
      // What cannot be told is shown in the review, with why.
      if (!life.signal.aborted) setCheck(undefined);
    });
    return () => life.abort();
  }, [client, threadId, revision, asked]);
  if (check === undefined || check.state === "nothing" || check.state === "no_base") return null;
  const stand = standing(check);
  const close = () => setDialog(undefined);
  const again = () => setAsked((before) => before + 1);
  return (
    <>
      {check.uncommittedFiles > 0 && (
        <Tip label={commitHindrance(check) ?? stand.words} side="top">
          <Button
            icon={GitCommitHorizontal}
            disabled={commitHindrance(check) !== undefined}
            onClick={() => setDialog("commit")}
          >
            Commit…
          </Button>
        </Tip>
      )}
      {check.uncommittedFiles === 0 && (
        <Tip label={stand.ready ? `Land on ${visibleName(check.base ?? "its base")}` : stand.words} side="top">
          <Button icon={GitMerge} disabled={!stand.ready} onClick={() => setDialog("land")}>
            Land…
          </Button>
        </Tip>
      )}
      <CommitDialog
        open={dialog === "commit"}
        threadId={threadId}
        onClose={close}
        onCommitted={() => {
          close();
          again();
        }}
      />
      <LandDialog
        open={dialog === "land"}
        threadId={threadId}
        landing={check}
        onClose={close}
        onLanded={({ base, commit }) => {
          close();
          toasts.add({ tone: "plain", title: `Landed on ${visibleName(base)}`, detail: commit.slice(0, 7) });
          onLanded();
        }}
        onRefused={again}
      />
    </>
  );
}
