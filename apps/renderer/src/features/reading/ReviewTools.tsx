import type { DiffFile } from "@flightdeck/contract";
import { Eye } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import type { MarkedLines } from "../review/parts.ts";
import { useReading } from "./context.ts";

/** Narrows the review to what changed since the person looked. */
export function Tools() {
  const { store } = useReading();
  const fresh = useSelect(store, (state) => state.count?.fresh ?? 0);
  const since = useSelect(store, (state) => state.since);
  if (fresh === 0 && !since) return null;
  return (
    <Button
      variant="plain"
      size="small"
      icon={Eye}
      aria-pressed={since}
      onClick={() => store.showSince(!since)}
      className={since ? "bg-selected! text-text-1!" : undefined}
    >
      <span className="@max-[1000px]:sr-only">Since you looked</span>
      <span className="rounded-full bg-accent-soft px-1.5 text-micro/4 text-accent tabular-nums">
        {fresh.toLocaleString("en")}
      </span>
    </Button>
  );
}

/** Why a mark was not kept. */
export function Banner() {
  const { store } = useReading();
  const failure = useSelect(store, (state) => state.failure);
  return failure === undefined ? null : <FailureNote failure={failure} className="m-2" />;
}

export function useFileFilter(): ((file: DiffFile) => boolean) | undefined {
  const { store } = useReading();
  const since = useSelect(store, (state) => state.since);
  const files = useSelect(store, (state) => (state.since ? state.files : undefined));
  const fits = useCallback((file: DiffFile) => (files?.get(file.path)?.fresh ?? 0) > 0, [files]);
  return since ? fits : undefined;
}

/** How much of everything is read. */
export function ListFoot() {
  const { store } = useReading();
  const count = useSelect(store, (state) => state.count);
  if (count === undefined || count.hunks === 0) return null;
  const { hunks, read } = count;
  const done = read === hunks;
  return (
    <div className="shrink-0 border-t border-line px-1.5 pt-2 pb-2.5 text-micro text-text-3">
      <div className="flex items-center justify-between">
        <span>Read</span>
        <span className="text-text-2 tabular-nums">
          {read.toLocaleString("en")} of {hunks.toLocaleString("en")} {hunks === 1 ? "hunk" : "hunks"}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label="Read"
        aria-valuemin={0}
        aria-valuemax={hunks}
        aria-valuenow={read}
        className="mt-1.5 h-[3px] rounded-1 bg-line"
      >
        <div className="h-full rounded-1 bg-text-2" style={{ width: `${(100 * read) / hunks}%` }} />
      </div>
      <Button variant="plain" size="small" className="mt-1.5 -ml-2" onClick={() => void store.mark("all", !done)}>
        {done ? "Mark all unread" : "Mark all read"}
      </Button>
    </div>
  );
}

/** Lines of the files in view that changed since the person looked. */
export function useMarkedLines(): readonly MarkedLines[] {
  const { store } = useReading();
  const changes = useSelect(store, (state) => state.changes);
  return useMemo(
    () =>
      [...changes].flatMap(([path, { hunks }]) =>
        hunks.flat().flatMap(({ fresh, oldStart, oldLines, newStart, newLines }): readonly MarkedLines[] => {
          if (!fresh || oldLines + newLines === 0) return [];
          return newLines > 0
            ? [{ path, side: "new", startLine: newStart, endLine: newStart + newLines - 1 }]
            : [{ path, side: "old", startLine: oldStart, endLine: oldStart + oldLines - 1 }];
        }),
      ),
    [changes],
  );
}
