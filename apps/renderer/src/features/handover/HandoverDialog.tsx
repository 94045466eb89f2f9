import type { HandoverCheck, HandoverTarget, ThreadId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { handoverWords } from "./words.ts";

type How = "move" | "copy";

/** Says what a move between the worktree and the local checkout would do, then does it. */
export function HandoverDialog({
  threadId,
  to,
  open,
  onClose,
}: {
  readonly threadId: ThreadId;
  readonly to: HandoverTarget;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} className="w-[520px] px-5 pb-5">
      <DialogHead title={to === "local" ? "Move to the local checkout" : "Move to a worktree"} onClose={onClose} />
      <Body threadId={threadId} to={to} onClose={onClose} />
    </Dialog>
  );
}

function Body({
  threadId,
  to,
  onClose,
}: {
  readonly threadId: ThreadId;
  readonly to: HandoverTarget;
  readonly onClose: () => void;
}) {
  const { client, toasts } = useApp();
  const [how, setHow] = useState<How>("move");
  const [check, setCheck] = useState<HandoverCheck>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    client.handovers.check({ threadId, to }, { signal: life.signal }).then(setCheck, (error: unknown) => {
      if (!life.signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, threadId, to]);
  const failed = (error: unknown) => setFailure(readFailure(error));
  const undo = async (handoverId: NonNullable<HandoverCheck["last"]>["id"]) => {
    await client.handovers.undo({ threadId, handoverId });
    toasts.add({ tone: "plain", title: "The move is undone" });
  };
  const run = (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    work()
      .then(onClose, failed)
      .finally(() => setBusy(false));
  };
  const move = () =>
    run(async () => {
      const { id } = await client.handovers.start({ threadId, to, how });
      const late = (error: unknown) => {
        const { message, detail } = readFailure(error);
        toasts.add({ tone: "bad", title: message, detail });
      };
      const title =
        to === "local" ? "The thread works in the local checkout now" : "The thread works in a worktree now";
      toasts.add({ tone: "plain", title, action: { label: "Undo", run: () => void undo(id).catch(late) } });
    });
  const { hindrance, last } = check ?? {};
  const ready = check !== undefined && hindrance === undefined && !busy;
  return (
    <>
      {to === "worktree" && (
        <div className="mb-3">
          <Segmented
            label="What the local checkout keeps"
            value={how}
            onChange={setHow}
            choices={[
              { value: "move", label: "Move the changes" },
              { value: "copy", label: "Copy the changes" },
            ]}
          />
        </div>
      )}
      {check === undefined && failure === undefined && (
        <p className="text-small text-text-3">Looking at both folders</p>
      )}
      {check !== undefined && hindrance === undefined && (
        <ul aria-label="What will happen" className="grid list-disc gap-1.5 pl-4 text-text-2 marker:text-text-4">
          {handoverWords(check, how).map((line) => (
            <li key={line} className="break-words">
              {line}
            </li>
          ))}
        </ul>
      )}
      {hindrance !== undefined && <FailureNote failure={hindrance} />}
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-4 flex items-center gap-2">
        {last !== undefined && last.to !== to && (
          <Button disabled={busy} onClick={() => run(() => undo(last.id))}>
            Undo the last move
          </Button>
        )}
        <span className="flex-1" />
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" disabled={!ready} onClick={move}>
          {busy ? "Moving" : to === "worktree" && how === "copy" ? "Copy" : "Move"}
        </Button>
      </div>
    </>
  );
}
