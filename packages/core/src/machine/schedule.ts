/** A heavy command that waits for its turn. */
export interface Waiting {
  readonly id: string;
  readonly threadId: string;
  /** Seconds of one core that it is thought to need: within a thread the short ones go first. */
  readonly expectedSeconds: number;
  /** How many of its thread's later ones went first. */
  readonly passed: number;
}

interface Lane {
  readonly threadId: string;
  /** In the order in which they came. */
  readonly waiting: readonly Waiting[];
}

/** Who waits and who holds a slot. A value: each step gives the next one. */
export interface Schedule {
  /** Threads that wait, the next one first; a thread that was served goes to the end. */
  readonly lanes: readonly Lane[];
  readonly holding: readonly string[];
}

export const emptySchedule: Schedule = { lanes: [], holding: [] };

/** So often a long command lets shorter ones of its thread go first. */
const PATIENCE = 3;

export function enter(schedule: Schedule, command: Omit<Waiting, "passed">): Schedule {
  const { threadId } = command;
  const joined = { ...command, passed: 0 };
  const known = schedule.lanes.some((lane) => lane.threadId === threadId);
  const lanes = known
    ? schedule.lanes.map((lane) =>
        lane.threadId === threadId ? { ...lane, waiting: [...lane.waiting, joined] } : lane,
      )
    : [...schedule.lanes, { threadId, waiting: [joined] }];
  return { ...schedule, lanes };
}

/** Forgets a command, wherever it is. */
export function leave({ lanes, holding }: Schedule, id: string): Schedule {
  return {
    lanes: lanes
      .map((lane) => ({ ...lane, waiting: lane.waiting.filter((command) => command.id !== id) }))
      .filter((lane) => lane.waiting.length > 0),
    holding: holding.filter((held) => held !== id),
  };
}

/** A command that runs takes a slot without asking, because it turned out to be heavy; later ones wait for it. */
export function hold(schedule: Schedule, id: string): Schedule {
  return schedule.holding.includes(id) ? schedule : { ...schedule, holding: [...schedule.holding, id] };
}

/**
 * Gives free slots to those who wait, thread by thread. What does not fit is waited for rather than passed by, so that a
 * large command comes to its turn; where nothing holds a slot the next one always fits.
 */
export function admit(
  schedule: Schedule,
  { slots, fits }: { readonly slots: number; readonly fits: (id: string, holding: readonly string[]) => boolean },
): { readonly schedule: Schedule; readonly admitted: readonly string[] } {
  let state = schedule;
  const admitted: string[] = [];
  while (state.holding.length < slots) {
    const taken = take(state.lanes);
    if (taken === undefined) break;
    if (state.holding.length > 0 && !fits(taken.id, state.holding)) break;
    state = { lanes: taken.lanes, holding: [...state.holding, taken.id] };
    admitted.push(taken.id);
  }
  return { schedule: state, admitted };
}

/** Who waits, in the order in which they would be let in now. */
export function order({ lanes }: Schedule): readonly string[] {
  const ids: string[] = [];
  for (let taken = take(lanes); taken !== undefined; taken = take(taken.lanes)) ids.push(taken.id);
  return ids;
}

function take(lanes: readonly Lane[]): { readonly id: string; readonly lanes: readonly Lane[] } | undefined {
  const [lane, ...others] = lanes;
  if (lane === undefined) return undefined;
  const chosen = choose(lane.waiting);
  if (chosen === undefined) return undefined;
  const index = lane.waiting.indexOf(chosen);
  const waiting = lane.waiting
    .filter((command) => command !== chosen)
    .map((command, place) => (place < index ? { ...command, passed: command.passed + 1 } : command));
  return { id: chosen.id, lanes: waiting.length === 0 ? others : [...others, { ...lane, waiting }] };
}

/** The shortest, the first of equals; before it whoever was passed too often. */
function choose(waiting: readonly Waiting[]): Waiting | undefined {
  const overdue = waiting.find(({ passed }) => passed >= PATIENCE);
  return overdue ?? waiting.toSorted((a, b) => a.expectedSeconds - b.expectedSeconds)[0];
}
