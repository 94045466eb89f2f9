import type { Happening, Morning } from "@flightdeck/contract";
import { useEffect, useMemo, useRef, useState } from "react";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import type { Entry } from "../attention/entries.ts";
import { type MorningSince, morningSince } from "../away/left.ts";
import { type AwayLine, awayLines } from "../away/lines.ts";

const BURST = 150;

/** What the morning tells besides the entries. */
export interface MorningView {
  readonly since: MorningSince;
  /** Undefined until the host has told it. */
  readonly told: Morning | undefined;
  /** Agents of runs that stand still until the person answers. */
  readonly waiting: readonly Entry[];
  /** The person's own threads in which something went on. */
  readonly carriedOn: readonly AwayLine[];
}

const sameEntries = (a: readonly Entry[], b: readonly Entry[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);

const sameLines = (a: readonly AwayLine[], b: readonly AwayLine[]): boolean =>
  a.length === b.length && a.every((line, index) => line.words === b[index]?.words && line.row === b[index].row);

/** Reads what went on without the person, and again whenever the inbox or what waits has changed. */
export function useMorning(wanted: boolean): MorningView {
  const { away, client, inbox, rollUp, rows, connection } = useApp();
  const left = useSelect(away, away.left);
  // A night does not grow while it is read.
  const [opened] = useState(Date.now);
  const since = useMemo(() => morningSince(left, opened), [left, opened]);
  const [told, setTold] = useState<Morning>();
  const [happenings, setHappenings] = useState<readonly Happening[]>([]);
  const revision = useSelect(inbox, (state) => state.revision);
  const epoch = useSelect(connection, (state) => state.epoch);
  const inRun = useSelectSame(
    rollUp,
    ({ entries }) => entries.waiting.filter(({ threadId }) => rows.getState().rows.get(threadId)?.automation),
    sameEntries,
  );
  /** A run that is told of may work in a thread of the person. */
  const runThreads = useMemo(
    () => new Set([...(told?.threadIds ?? []), ...(told?.parked ?? []).flatMap(({ threadId }) => threadId ?? [])]),
    [told],
  );
  const waiting = useSelectSame(
    rollUp,
    ({ entries }) => entries.waiting.filter((entry) => inRun.includes(entry) || runThreads.has(entry.threadId)),
    sameEntries,
  );
  const carriedOn = useSelectSame(
    rows,
    (state) =>
      awayLines(happenings, state.rows, since.at).filter(
        ({ threadId, row }) => row.automation === undefined && !runThreads.has(threadId),
      ),
    sameLines,
  );
  const asked = useRef(false);
  useEffect(() => {
    if (!wanted) return;
    const life = new AbortController();
    const { signal } = life;
    const read = async () => {
      asked.current = true;
      try {
        const [morning, happened] = await Promise.all([
          client.inbox.morning({ since: since.at }, { signal }),
          client.attention.since({ at: since.at }, { signal }),
        ]);
        setTold(morning);
        setHappenings(happened);
      } catch {
        // It was asked for anew, or the connection is lost: then it is read again with the next one.
      }
    };
    // At once when it opens; what comes then comes in bursts.
    const timer = setTimeout(() => void read(), asked.current ? BURST : 0);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [client, wanted, since, revision, epoch, inRun]);
  return { since, told, waiting, carriedOn };
}
