import { clsx } from "clsx";
import type { ReactNode } from "react";

/** The fixed fields of a line, which are the same for all that stands in the inbox. */
export function RowFrame({
  chosen,
  selected = false,
  onChoose,
  mark,
  weight,
  title,
  words,
  strong = false,
  note,
  from,
  tag,
  at,
}: {
  readonly chosen: boolean;
  readonly selected?: boolean;
  readonly onChoose: () => void;
  /** How it stands, as a shape. */
  readonly mark: ReactNode;
  readonly weight?: ReactNode;
  readonly title: ReactNode;
  /** What it is, for who does not see its shape. */
  readonly words: string;
  readonly strong?: boolean;
  readonly note: string;
  readonly from: string;
  readonly tag?: ReactNode;
  readonly at: string;
}) {
  return (
    <div
      onClick={onChoose}
      className={clsx(
        "grid h-12 outline-focus has-[[data-entry]:focus-visible]:outline-2 has-[[data-entry]:focus-visible]:-outline-offset-2 grid-cols-[14px_22px_minmax(0,1fr)_minmax(0,168px)_84px_40px] items-center gap-x-3 border-b border-line px-5 whitespace-nowrap @max-[680px]:grid-cols-[14px_22px_minmax(0,1fr)_84px_40px] @max-[680px]:gap-x-2 @max-[680px]:px-4",
        chosen ? "bg-selected" : selected ? "bg-hover" : "hover:bg-hover",
      )}
    >
      {mark}
      <span className="flex">{weight}</span>
      <button
        type="button"
        data-entry
        aria-current={chosen || undefined}
        onClick={(event) => {
          event.stopPropagation();
          onChoose();
        }}
        className="min-w-0 py-0.5 text-left outline-none"
      >
        <span className={clsx("block truncate leading-[18px]", strong && "font-strong")}>
          {title}
          <span className="sr-only">, {words}</span>
        </span>
        <span className="block truncate text-micro text-text-3">
          <span className="hidden @max-[680px]:inline">{from} · </span>
          {note}
        </span>
      </button>
      <span className="truncate text-small text-text-2 @max-[680px]:hidden">{from}</span>
      <span className="flex min-w-0">{tag}</span>
      <span className="text-right text-micro text-text-3 tabular-nums">{at}</span>
    </div>
  );
}
