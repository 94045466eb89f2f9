import { ItemId, type ThreadEvent, type TurnId } from "@flightdeck/contract";
import type { PromptItem } from "../agent/index.ts";
import { AppError, messageOf } from "../errors/index.ts";

/** How a turn ended, for one write: events, and what goes to the end of the prompt. */
export interface TurnEnd {
  readonly events: readonly ThreadEvent[];
  readonly prompt: readonly PromptItem[];
}

interface Needs {
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
  readonly report: (message: string, error: unknown) => void;
}

/** The end of a turn that something else than its agent failed: its worktree, what it is given, a full disk. */
export function brokenTurn(
  turnId: TurnId,
  error: unknown,
  signal: AbortSignal,
  { now, newId, report }: Needs,
): TurnEnd {
  const at = now();
  if (signal.aborted) return { events: [{ type: "turn.ended", turnId, outcome: "interrupted", at }], prompt: [] };
  if (!(error instanceof AppError)) report("a turn failed", error);
  const known =
    error instanceof AppError
      ? { code: error.code, message: error.message, detail: error.detail }
      : { code: "internal", message: messageOf(error) };
  const id = ItemId.parse(newId("item"));
  const item = { type: "error", id, status: "failed", startedAt: at, endedAt: at, ...known } as const;
  return {
    events: [
      { type: "item.completed", turnId, item, at },
      { type: "turn.ended", turnId, outcome: "failed", error: known, at },
    ],
    prompt: [],
  };
}
