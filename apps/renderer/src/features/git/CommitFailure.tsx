import { MessageId, type ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { Output } from "../conversation/Output.tsx";
import { hookMessage } from "./words.ts";

/** Why there is no commit. What a hook printed can go to the agent, or the person goes on without it. */
export function CommitFailure({
  threadId,
  failure,
  onWithoutHooks,
  onSent,
}: {
  readonly threadId: ThreadId;
  readonly failure: Failure;
  readonly onWithoutHooks?: (() => void) | undefined;
  readonly onSent: () => void;
}) {
  const { client, newId } = useApp();
  const [refused, setRefused] = useState<Failure>();
  const { detail } = failure;
  if (failure.code !== "hook_failed") {
    return (
      <FailureNote
        failure={detail === undefined ? failure : { ...failure, detail: visibleText(detail) }}
        className="mt-3"
      />
    );
  }
  const send = () =>
    client.turns
      .send({ threadId, messageId: MessageId.parse(newId()), text: hookMessage(detail ?? "") })
      .then(onSent, (error: unknown) => setRefused(readFailure(error)));
  return (
    <div className="mt-3 grid gap-2">
      <FailureNote failure={{ message: failure.message }}>
        <Button size="small" onClick={() => void send()}>
          Send to the agent
        </Button>
        {onWithoutHooks !== undefined && (
          <Button size="small" onClick={onWithoutHooks}>
            Go on without hooks
          </Button>
        )}
      </FailureNote>
      {detail !== undefined && (
        <div className="max-h-48 overflow-auto rounded-2 border border-line">
          <Output text={detail} name="What the hook printed" />
        </div>
      )}
      {refused !== undefined && <FailureNote failure={refused} />}
    </div>
  );
}
