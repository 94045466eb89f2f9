import type { AutomationId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";

interface Made {
  readonly url: string;
  readonly token: string;
}

/** The command that calls a webhook. Both parts are the host's own and have no quote in them. */
export const curlLine = ({ url, token }: Made): string => `curl -X POST -H 'Authorization: Bearer ${token}' ${url}`;

/** How a program on this machine begins a run: an address, and a token that is shown once. */
export function Webhook({
  automationId,
}: {
  /** Undefined until it is saved as one that waits for a webhook. */
  readonly automationId: AutomationId | undefined;
}) {
  const { client } = useApp();
  const [made, setMade] = useState<Made>();
  const [failure, setFailure] = useState<Failure>();
  if (automationId === undefined)
    return <p className="mt-2 text-micro text-text-3">Its address and a token can be made once it is saved.</p>;
  const make = () => {
    setFailure(undefined);
    client.automations
      .newWebhookToken({ automationId })
      .then(setMade, (error: unknown) => setFailure(readFailure(error)));
  };
  return (
    <div className="mt-2 rounded-2 bg-sunken px-2.5 py-2 text-small inset-ring inset-ring-line">
      {made === undefined ? (
        <>
          <p className="mb-2 text-pretty text-text-2">
            Programs on this machine begin a run with a token. A new one takes the place of the one before, which holds
            no longer.
          </p>
          <Button size="small" onClick={make}>
            Make a token
          </Button>
        </>
      ) : (
        <>
          <Line name="Address" text={made.url} />
          <Line name="Token" text={made.token} />
          <Line name="Command" text={curlLine(made)} />
          <p className="mt-1.5 text-micro text-pretty text-text-3">
            The token is shown this once. Keep it now; what is sent along as the body is told to the agent as text that
            nobody has checked.
          </p>
        </>
      )}
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
    </div>
  );
}

function Line({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_24px] items-center gap-x-2 border-b border-line py-1 @min-[500px]:grid-cols-[72px_minmax(0,1fr)_24px]">
      <span className="col-span-full text-text-3 @min-[500px]:col-span-1">{name}</span>
      <code aria-label={name} className="min-w-0 break-all select-all">
        {text}
      </code>
      <CopyButton label={`Copy ${name.toLowerCase()}`} text={text} />
    </div>
  );
}
