import type { ProjectId, Run, RunCause, RunId, ThreadId } from "@flightdeck/contract";
import type { Book, KeptAutomation } from "./book.ts";
import type { ClockWords } from "./clockWords.ts";

/** Something that an automation is to run for, and what becomes of it as far as the caller can tell. */
export interface Occasion {
  readonly automation: KeptAutomation;
  /** Makes it the only one. */
  readonly causeKey: string;
  readonly cause: RunCause;
  readonly dueAt: number;
  readonly state: "pending" | "skipped" | "missed";
  readonly reason?: string | undefined;
  readonly dry?: boolean;
  /** Some of its projects; without it all. */
  readonly projectIds?: readonly ProjectId[] | undefined;
  readonly standsFor?: Run["standsFor"];
}

export interface Recording {
  /** The projects that get a run each; undefined stands for a run without one. */
  targets(automation: KeptAutomation): readonly (ProjectId | undefined)[];
  /** Writes what has no record yet, in the caller's transaction. Answers with what was written. */
  record(occasion: Occasion): readonly Run[];
}

export interface Surroundings {
  readonly hasProject: (projectId: ProjectId) => boolean;
  /** The project of a thread; undefined when the thread is gone. */
  readonly projectOfThread: (threadId: ThreadId) => ProjectId | undefined;
}

export function openRecording(
  options: Surroundings & {
    readonly book: Book;
    readonly newId: () => RunId;
    readonly now: () => number;
    readonly clockWords: ClockWords;
    readonly timeZoneOf: (automation: KeptAutomation) => string;
  },
): Recording {
  const { book, newId, now, timeZoneOf, clockWords } = options;

  const targets: Recording["targets"] = ({ place, projects }) =>
    place.kind === "thread" ? [options.projectOfThread(place.threadId)] : projects;

  const gone = ({ place }: KeptAutomation, projectId: ProjectId | undefined): string | undefined => {
    if (place.kind === "thread" && projectId === undefined) return "The thread that it wakes up is gone";
    return projectId !== undefined && !options.hasProject(projectId)
      ? "Its project is no longer in Flightdeck"
      : undefined;
  };
  const busy = (automation: KeptAutomation, projectId: ProjectId | undefined): string | undefined => {
    if (automation.overlap) return undefined;
    const other = book.runs.openOf(automation.id).find((run) => run.projectId === projectId);
    return other && `The run of ${clockWords(other.dueAt, timeZoneOf(automation), now())} ${stands[other.state] ?? ""}`;
  };

  return {
    targets,
    record: ({ automation, causeKey, projectIds, dry = false, ...occasion }) => {
      const wanted = targets(automation).filter(
        (id) => projectIds === undefined || (id !== undefined && projectIds.includes(id)),
      );
      return book.transaction(() =>
        wanted.flatMap((projectId) => {
          const known = book.runs.ofCause(automation.id, projectId, causeKey);
          if (known && !mayStillRun(known)) return [];
          const hindrance =
            occasion.state === "pending" ? (gone(automation, projectId) ?? busy(automation, projectId)) : undefined;
          const reason = hindrance ?? occasion.reason;
          const run: Run = {
            id: known?.id ?? newId(),
            automationId: automation.id,
            automationName: automation.name,
            ...(projectId !== undefined && { projectId }),
            cause: occasion.cause,
            dueAt: known?.dueAt ?? occasion.dueAt,
            state: hindrance === undefined ? occasion.state : "skipped",
            dry,
            ...((hindrance !== undefined || occasion.state !== "pending") && { endedAt: now() }),
            ...(reason !== undefined && { reason }),
            ...(occasion.standsFor && { standsFor: occasion.standsFor }),
          };
          if (known) book.runs.put(run);
          else book.runs.record({ ...run, causeKey });
          return [run];
        }),
      );
    },
  };
}

const stands: Partial<Record<Run["state"], string>> = {
  pending: "still waits for its turn",
  running: "is still at work",
  parked: "still waits for an approval",
};

/**
 * A due time that was recorded while the clock was wrong comes again, and so does a request that was refused: what never
 * began may begin then.
 */
const mayStillRun = ({ cause, state, threadId }: Run): boolean =>
  (cause.kind === "schedule" || cause.kind === "webhook") &&
  (state === "missed" || state === "skipped") &&
  threadId === undefined;
