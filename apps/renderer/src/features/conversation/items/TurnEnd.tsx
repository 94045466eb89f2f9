import type { Turn } from "@flightdeck/contract";
import type { ReactNode } from "react";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { duration, tokens } from "../../../ui/time.ts";
import { ErrorCard } from "./ErrorCard.tsx";

/** How a turn ended, what it took, and why if it failed. */
export function TurnEnd({ turn, actions }: { readonly turn: Turn; readonly actions?: ReactNode }) {
  const took = turn.endedAt === undefined ? undefined : duration(turn.endedAt - turn.startedAt);
  const used = turn.usage.input + turn.usage.output;
  const parts = [took, used > 0 ? `${tokens(used)} tokens` : undefined].filter((part) => part !== undefined);
  const told = turn.items.some((item) => item.type === "error" && item.message === turn.error?.message);
  return (
    <>
      {turn.error !== undefined && !told && (
        <div className="mb-2">
          <ErrorCard error={turn.error} at={turn.endedAt} />
        </div>
      )}
      <div className="flex h-5 items-center gap-1.5 pl-[26px] text-micro text-text-3 tabular-nums">
        {turn.outcome === "interrupted" && (
          <>
            <StatusGlyph status="interrupted" />
            <span>Stopped{took === undefined ? "" : ` after ${took}`}</span>
            {used > 0 && <span>· {tokens(used)} tokens</span>}
          </>
        )}
        {turn.outcome === "failed" && <span>Failed{took === undefined ? "" : ` after ${took}`}</span>}
        {turn.outcome === "completed" && <span>{parts.join(" · ")}</span>}
        {actions}
      </div>
    </>
  );
}
