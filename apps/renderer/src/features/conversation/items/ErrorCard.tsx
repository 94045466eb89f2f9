import type { TurnError, TurnId } from "@flightdeck/contract";
import { Settings } from "lucide-react";
import { useThread } from "../../../app.tsx";
import { Button } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { clock } from "../../../ui/time.ts";
import { type Advice, adviceOn } from "../advice.ts";
import { Card, Meta } from "../Card.tsx";
import { useHelp } from "../help.ts";
import { usePlace } from "../place.ts";
import { CompactWay, ModelWay, ResumeWay } from "./WaysOut.tsx";

/** Something went wrong: what it was, and what the person can do. */
export function ErrorCard({
  error,
  at,
  turnId,
}: {
  readonly error: Pick<TurnError, "code" | "message" | "detail">;
  readonly at?: number;
  /** The turn it ended: once another one came, nothing is to be done about it any more. */
  readonly turnId: TurnId | undefined;
}) {
  const over = useThread(usePlace(), (thread) => thread.turns.at(-1)?.id !== turnId) ?? true;
  const advice = over ? undefined : adviceOn(error.code);
  return (
    <Card name="Error" tone="bad">
      <div className="flex min-h-8 items-start gap-2 bg-red-soft px-2.5 py-1.5">
        <StatusGlyph status="failed" named className="mt-[3px]" />
        <span className="min-w-0 flex-1 font-strong break-words">{error.message}</span>
        {at !== undefined && (
          <span className="mt-0.5 flex">
            <Meta>{clock(at)}</Meta>
          </span>
        )}
      </div>
      {(error.detail !== undefined || advice !== undefined) && (
        <div className="border-t border-red-line px-2.5 py-2">
          {advice !== undefined && <p className="text-text-2">{advice.words}</p>}
          {error.detail !== undefined && (
            <pre className="mt-1 max-h-40 overflow-auto break-words whitespace-pre-wrap text-text-2" tabIndex={0}>
              {error.detail}
            </pre>
          )}
          <div className="mt-2 flex flex-wrap items-center gap-1.5">
            {advice?.ways.map((way) => (
              <Way key={way} way={way} />
            ))}
            {error.detail !== undefined && (
              <CopyButton text={`${error.message}\n${error.detail}`} label="Copy the error" />
            )}
          </div>
        </div>
      )}
    </Card>
  );
}

function Way({ way }: { readonly way: Advice["ways"][number] }) {
  const { openSettings } = useHelp();
  switch (way) {
    case "settings":
      return (
        openSettings && (
          <Button size="small" icon={Settings} onClick={openSettings}>
            Open settings
          </Button>
        )
      );
    case "model":
      return <ModelWay />;
    case "compact":
      return <CompactWay />;
    case "resume":
      return <ResumeWay />;
  }
}
