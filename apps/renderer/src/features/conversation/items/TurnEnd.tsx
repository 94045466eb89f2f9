import type { Turn } from "@flightdeck/contract";
import type { ReactNode } from "react";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { duration } from "../../../ui/time.ts";
import { Tip } from "../../../ui/Tip.tsx";
import { cacheWords } from "../turnWords.ts";
import { ErrorCard } from "./ErrorCard.tsx";
import { Spent, SpentTable } from "./Spent.tsx";

/** How a turn ended, what it took, and why if it failed. */
export function TurnEnd({
  turn,
  actions,
}: {
  readonly turn: Turn;
  /** What can be done with the turn, at the end of its line. */
  readonly actions?: ReactNode;
}) {
  const took = turn.endedAt === undefined ? undefined : duration(turn.endedAt - turn.startedAt);
  const told = turn.items.some((item) => item.type === "error" && item.message === turn.error?.message);
  const missed = cacheWords(turn.cache);
  return (
    <>
      {turn.error !== undefined && !told && (
        <div className="mb-2">
          <ErrorCard error={turn.error} at={turn.endedAt} turnId={turn.id} />
        </div>
      )}
      <div className="group/end flex h-5 items-center gap-1.5 pl-[26px] text-micro whitespace-nowrap text-text-3 tabular-nums">
        {turn.outcome === "interrupted" && <StatusGlyph status="interrupted" />}
        <span>{ending(turn, took)}</span>
        <Spent turn={turn} />
        {missed !== undefined && (
          <Tip label={missed.meaning}>
            <span tabIndex={0} className="truncate rounded-1">
              · {missed.words}
            </span>
          </Tip>
        )}
        {actions}
      </div>
      <SpentTable turn={turn} />
    </>
  );
}

function ending(turn: Turn, took: string | undefined): string | undefined {
  const after = took === undefined ? "" : ` after ${took}`;
  switch (turn.outcome) {
    case "interrupted":
      return `Stopped${after}`;
    case "failed":
      return `Failed${after}`;
    case "completed":
    case "running":
      return took;
  }
}
