import type { ThreadId } from "@flightdeck/contract";
import { ArrowUp, CircleStop } from "lucide-react";
import { useApp } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
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

/** While a turn runs: stop it, or say something for after it. */
export function TurnButtons({
  threadId,
  empty,
  submit,
}: {
  readonly threadId: ThreadId;
  readonly empty: boolean;
  readonly submit: (way: Way) => void;
}) {
  const { client } = useApp();
  const failed = useFailed();
  const stop = () =>
    void client.turns.interrupt({ threadId }).catch((error: unknown) => {
      if (readFailure(error).code !== "turn_not_running") failed(error);
    });
  return (
    <>
      <IconButton label="Stop" icon={CircleStop} size="small" onClick={stop} />
      <Button variant="primary" size="small" hint="↵" className="ml-1" disabled={empty} onClick={() => submit("queue")}>
        Queue
      </Button>
    </>
  );
}
