import type { ReactNode, Ref } from "react";
import { VList, type VListHandle } from "virtua";
import { useApp } from "../../app.tsx";
import type { Line } from "./order.ts";
import { dayName } from "./words.ts";

const ROW = 48;
/** The next page is asked for while so many lines are left. */
const AHEAD = 40;

/** Entries day by day, the newest first. Only those in view are drawn, and older ones come as they are scrolled to. */
export function AllList({
  name,
  lines,
  now,
  handle,
  draw,
}: {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly now: number;
  readonly handle: Ref<VListHandle>;
  readonly draw: (line: Line) => ReactNode;
}) {
  const { inbox } = useApp();
  const dayOf = (line: Line | undefined) => (line?.kind === "entry" ? dayName(line.row.at, now) : undefined);
  return (
    <VList
      ref={handle}
      data={lines}
      itemSize={ROW}
      role="list"
      aria-label={name}
      className="min-h-0 flex-1"
      onScroll={(offset) => {
        if (offset > (lines.length - AHEAD) * ROW - 1000) inbox.next();
      }}
    >
      {(line, index) => {
        const day = dayOf(line);
        return (
          <div key={line.key} role="listitem" data-key={line.key}>
            {day !== dayOf(lines[index - 1]) && (
              <p className="mx-5 flex h-[34px] items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line @max-[680px]:mx-4">
                {day}
              </p>
            )}
            {draw(line)}
          </div>
        );
      }}
    </VList>
  );
}
