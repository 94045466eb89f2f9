import type { Steer, ThreadId } from "@flightdeck/contract";
import { ListEnd, X } from "lucide-react";
import { useApp, useThread } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { LaneText } from "./LaneText.tsx";

const states = {
  sent: { word: "sent", meaning: "The agent reads it before its next step" },
  blocked: { word: "after your approval", meaning: "The agent waits for your approval, and reads this behind it" },
  accepted: { word: "accepted", meaning: "The model has it, and reads it at its next stop" },
} as const;

/** A message on its way into the running turn. Until the model has it, it can be taken back. */
export function SteerLane({
  threadId,
  steer,
  onGone,
}: {
  readonly threadId: ThreadId;
  readonly steer: Steer;
  readonly onGone: () => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const unsteer = (toQueue: boolean) => {
    onGone();
    client.turns.unsteer({ threadId, messageId: steer.id, toQueue }).catch((error: unknown) => {
      // The agent was faster: the conversation shows it.
      if (readFailure(error).code !== "message_not_found") failed(error);
    });
  };
  const approving = useThread(threadId, ({ approvals }) => approvals.length > 0);
  const { word, meaning } = states[steer.state === "sent" && approving ? "blocked" : steer.state];
  return (
    <li
      data-state={steer.state}
      className="grid min-h-7 grid-cols-[46px_minmax(0,1fr)_auto_auto] items-center gap-x-2.5 border-line pr-1 pl-3 text-small text-text-2 not-first:border-t"
    >
      <span className="text-micro font-medium text-accent">Steer</span>
      <LaneText message={steer} />
      <Tip label={meaning} side="top">
        <span tabIndex={0} className="rounded-1 text-micro text-text-3">
          {word}
        </span>
      </Tip>
      <span className="flex min-w-12 justify-end">
        {steer.state === "sent" && (
          <>
            <IconButton label="Keep it for later" icon={ListEnd} size="small" onClick={() => unsteer(true)} />
            <IconButton label="Take it back" icon={X} size="small" onClick={() => unsteer(false)} />
          </>
        )}
      </span>
    </li>
  );
}
