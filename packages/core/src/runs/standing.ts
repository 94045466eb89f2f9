import type { Thread, Turn, TurnId } from "@flightdeck/contract";

/**
 * Where a run stands, as its thread tells it. goes_on: a turn began in it without a person's word, so that is the run's too.
 * cut: its turn was stopped, by the person or with its host. left: the person went on by themselves, or took its turn back.
 */
export type Standing =
  | { readonly is: "working" | "waiting" | "left" }
  | { readonly is: "goes_on"; readonly turnId: TurnId }
  | { readonly is: "ended" | "cut"; readonly turn: Turn };

/** `turnNamed` finds a turn that is no longer in memory; one that was taken back is nowhere. */
export function standingOf(
  thread: Thread,
  own: readonly TurnId[],
  turnNamed: (turnId: TurnId) => Turn | undefined,
): Standing {
  const turns = thread.turns.filter(({ kind }) => kind === "agent");
  const index = turns.findLastIndex(({ id }) => own.includes(id));
  const lastId = own.at(-1);
  const last = turns[index] ?? (lastId === undefined ? undefined : turnNamed(lastId));
  if (last === undefined) return { is: "left" };
  const next = turns[index + 1];
  if (last.outcome === "running") return { is: isAsked(thread) ? "waiting" : "working" };
  if (next !== undefined && !isSaid(next) && last.outcome === "interrupted") return { is: "goes_on", turnId: next.id };
  if (last.outcome !== "interrupted") return { is: "ended", turn: last };
  if (next !== undefined) return { is: "left" };
  return isAsked(thread) ? { is: "waiting" } : { is: "cut", turn: last };
}

const isAsked = ({ approvals, questions }: Thread): boolean => approvals.length + questions.length > 0;

/** Whether a person's message began it. */
const isSaid = ({ items, earlierItems }: Turn): boolean => earlierItems > 0 || items[0]?.type === "user_message";
