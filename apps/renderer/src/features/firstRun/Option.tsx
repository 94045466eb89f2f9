import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

/** One of a few ways, told in two lines; what belongs to it opens below when it is chosen. */
export function Option({
  number,
  title,
  note,
  tag,
  aside,
  chosen,
  autoFocus,
  onChoose,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly note: string;
  readonly tag?: ReactNode;
  readonly aside?: string;
  readonly chosen: boolean;
  /** It appears as the one that is chosen. */
  readonly autoFocus?: boolean;
  readonly onChoose: () => void;
  readonly children?: ReactNode;
}) {
  const words = useId();
  return (
    <div
      className={clsx(
        "grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2.5 rounded-2 border py-[11px] pr-3.5 pl-3 has-[[role=radio]:focus-visible]:outline-2 has-[[role=radio]:focus-visible]:outline-focus",
        chosen
          ? "border-accent-line"
          : "border-line-strong bg-raised hover:bg-[linear-gradient(var(--hover),var(--hover))]",
      )}
    >
      <button
        type="button"
        role="radio"
        aria-checked={chosen}
        autoFocus={autoFocus}
        aria-labelledby={words}
        onClick={onChoose}
        className="col-span-full grid grid-cols-subgrid text-left outline-none"
      >
        <span
          className={clsx(
            "mt-px grid size-[18px] place-items-center rounded-1 text-[11px]/[18px] font-strong",
            chosen ? "bg-accent-fill text-text-on-fill" : "text-text-2 inset-ring inset-ring-line-strong",
          )}
        >
          {number}
        </span>
        <span>
          <span className="flex items-center gap-2 font-medium">
            <span id={words}>{title}</span>
            {tag}
          </span>
          <span className="block text-small leading-[17px] text-text-2">{note}</span>
        </span>
        <span className="self-center text-small text-text-3">{aside}</span>
      </button>
      {chosen && children !== undefined && <div className="col-[2/-1] pt-2.5">{children}</div>}
    </div>
  );
}
