import type { ThreadId } from "@flightdeck/contract";
import { ArrowUp, CircleStop } from "lucide-react";
import { useApp, useThread } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import type { Way } from "./message.ts";

/** The one primary of a composer at rest. */
export function SendButton({ disabled, onClick }: { readonly disabled: boolean; readonly onClick: () => void }) {
  return (
    <Button
      variant="primary"
      size="small"
      aria-label="Send"
      className="ml-1 w-6 px-0!"
      icon={ArrowUp}
      disabled={disabled}
      onClick={onClick}
    />
  );
}

/** While a turn runs: stop it, say something to it, or for after it. */
export function TurnButtons({
  threadId,
  steerable,
  empty,
  submit,
}: {
  readonly threadId: ThreadId;
  /** Whether the running turn takes messages; else all wait for its end. */
  readonly steerable: boolean;
  readonly empty: boolean;
  readonly submit: (way: Way) => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const asked = useThread(threadId, ({ questions }) => questions.length > 0);
  const stop = () =>
    void client.turns.interrupt({ threadId }).catch((error: unknown) => {
      if (readFailure(error).code !== "turn_not_running") failed(error);
    });
  return (
    <>
      <IconButton label="Stop" icon={CircleStop} size="small" onClick={stop} />
      <Tip label="Goes to the agent when this turn is over" side="top">
        <Button
          variant={steerable ? "outlined" : "primary"}
          size="small"
          hint={steerable ? "Alt ↵" : "↵"}
          className="ml-1 @max-[620px]:[&_kbd]:hidden"
          disabled={empty}
          onClick={() => submit("queue")}
        >
          Queue
        </Button>
      </Tip>
      {steerable && (
        <Tip
          label={
            asked
              ? "Goes to the agent now, instead of an answer to its question"
              : "Goes to the agent now, into the running turn"
          }
          side="top"
        >
          <Button
            variant="primary"
            size="small"
            hint="↵"
            className="ml-1 @max-[620px]:[&_kbd]:hidden"
            disabled={empty}
            onClick={() => submit("send")}
          >
            Steer
          </Button>
        </Tip>
      )}
    </>
  );
}
