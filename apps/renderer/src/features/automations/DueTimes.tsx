import { clsx } from "clsx";
import { useApp } from "../../app.tsx";
import { clockChange, dayOf, timeOfDay } from "./moments.ts";
import { useAhead } from "./useMoment.ts";
import type { PreviewState } from "./usePreview.ts";

const changes = { forward: "the clocks go forward before", back: "the clocks go back before" } as const;

/** What a trigger means in plain words, and the next five times that it is due. */
export function DueTimes({ preview, failure, current }: PreviewState) {
  const { minutes } = useApp();
  const first = useAhead(preview?.next[0]);
  if (failure !== undefined)
    return <p className="mt-1 text-small text-red">What it means cannot be told now: {failure.message}.</p>;
  if (preview === undefined || preview.problem !== undefined) return null;
  const now = minutes.getState();
  const { next, timeZone, spreadMinutes } = preview;
  return (
    <div className={clsx("transition-opacity duration-(--t-quick)", !current && "opacity-60")}>
      <p aria-live="polite" className="mt-1 text-small text-text-2">
        {preview.words}
        {next.length > 0 && !preview.words.includes(timeZone) && <span className="text-text-3"> · {timeZone}</span>}
      </p>
      {next.length > 0 && (
        <ol
          aria-label="The next times"
          className="mt-2 rounded-2 bg-sunken px-2.5 py-1.5 text-small tabular-nums inset-ring inset-ring-line"
        >
          {next.map((at, index) => {
            const before = next[index - 1] ?? now;
            const change = clockChange(before, at, timeZone);
            const notes = [index === 0 ? first : undefined, change && changes[change]].filter(
              (note) => note !== undefined,
            );
            return (
              <li key={at} className="grid grid-cols-[minmax(88px,112px)_56px_minmax(0,1fr)] leading-[22px]">
                <span>{dayOf(at, now, timeZone)}</span>
                <span>{timeOfDay(at, timeZone)}</span>
                <span className="truncate text-text-3">{notes.join(", ")}</span>
              </li>
            );
          })}
        </ol>
      )}
      {next.length > 0 && spreadMinutes > 0 && (
        <p className="mt-1 text-micro text-text-3">
          Each begins up to {spreadMinutes} min later, so that not all of them begin at once.
        </p>
      )}
    </div>
  );
}
