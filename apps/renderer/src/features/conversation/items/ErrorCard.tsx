import type { TurnError } from "@flightdeck/contract";
import { Settings } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { clock } from "../../../ui/time.ts";
import { Card, Meta } from "../Card.tsx";
import { useHelp } from "../help.ts";

/** Something went wrong: what it was, and what the person can do. */
export function ErrorCard({
  error,
  at,
}: {
  readonly error: Pick<TurnError, "code" | "message" | "detail">;
  readonly at?: number;
}) {
  const advice = useAdvice(error.code);
  return (
    <Card name="Error" tone="bad">
      <div className="flex min-h-8 items-start gap-2 bg-red-soft px-2.5 py-1.5">
        <StatusGlyph status="failed" named className="mt-[3px]" />
        <span className="min-w-0 flex-1 font-strong break-words">{error.message}</span>
        {at !== undefined && <Meta>{clock(at)}</Meta>}
      </div>
      {(error.detail !== undefined || advice !== undefined) && (
        <div className="border-t border-red-line px-2.5 py-2">
          {advice !== undefined && <p className="text-text-2">{advice.words}</p>}
          {error.detail !== undefined && (
            <div className="relative mt-1">
              <pre className="max-h-40 overflow-auto whitespace-pre-wrap text-text-2" tabIndex={0}>
                {error.detail}
              </pre>
            </div>
          )}
          <div className="mt-2 flex items-center gap-1.5">
            {advice?.action}
            {error.detail !== undefined && (
              <CopyButton text={`${error.message}\n${error.detail}`} label="Copy the error" />
            )}
          </div>
        </div>
      )}
    </Card>
  );
}

function useAdvice(code: string): { readonly words: string; readonly action?: ReactNode } | undefined {
  const { openSettings } = useHelp();
  const settings = openSettings && (
    <Button size="small" icon={Settings} onClick={openSettings}>
      Open settings
    </Button>
  );
  switch (code) {
    case "no_model_access":
      return { words: "Enter a key, or choose the tour, which needs none. Your message is kept.", action: settings };
    case "model_unauthorized":
      return { words: "Check the key in the settings, then send again. The work so far is kept.", action: settings };
    case "model_not_found":
      return { words: "Choose another model below the message and send again." };
    case "provider_unreachable":
      return { words: "Check the network or the provider's address, then send again.", action: settings };
    case "worktree_missing":
      return { words: "Its folder was moved or deleted outside of Flightdeck." };
    case "disk_full":
      return { words: "Make room, then send again. Nothing that was shown is lost." };
    default:
      return undefined;
  }
}
