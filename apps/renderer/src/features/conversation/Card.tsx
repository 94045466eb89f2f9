import { clsx } from "clsx";
import { ChevronDown, ChevronRight, ChevronsUpDown, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon.tsx";

/** A ruled strip in the conversation: a head of fixed height, and a body when it is open. */
export function Card({
  name,
  tone = "plain",
  children,
}: {
  readonly name: string;
  readonly tone?: "plain" | "bad";
  readonly children: ReactNode;
}) {
  return (
    <div
      role="group"
      aria-label={name}
      className={clsx(
        "group/card relative ml-[26px] overflow-hidden rounded-3 border bg-pane",
        tone === "bad" ? "border-red-line" : "border-line",
      )}
    >
      {children}
    </div>
  );
}

const head = "flex h-8 w-full items-center gap-2 bg-raised px-2.5 text-left whitespace-nowrap";

/** The head of a card; with `onToggle` all of it opens and closes the body. */
export function CardHead({
  open,
  onToggle,
  children,
}: {
  readonly open?: boolean;
  readonly onToggle?: () => void;
  readonly children: ReactNode;
}) {
  if (onToggle === undefined) return <div className={head}>{children}</div>;
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className={clsx(head, "hover:bg-[linear-gradient(var(--hover),var(--hover))] focus-visible:-outline-offset-2")}
    >
      {children}
      <Icon of={open === true ? ChevronDown : ChevronRight} size={14} />
    </button>
  );
}

export const CardBody = ({ className, children }: { readonly className?: string; readonly children: ReactNode }) => (
  <div className={clsx("border-t border-line", className)}>{children}</div>
);

/** What can be done with a card or a row of it, over the end of its head while that is pointed at. */
export const CardTools = ({ low = false, children }: { readonly low?: boolean; readonly children: ReactNode }) => (
  <div
    className={clsx(
      "absolute right-7 flex rounded-2 bg-raised opacity-0 focus-within:opacity-100",
      low ? "top-px group-hover/row:opacity-100" : "top-1 group-hover/card:opacity-100",
    )}
  >
    {children}
  </div>
);

/** The line under a body that was cut: what else there is. */
export function MoreLine({
  onClick,
  children,
  after,
}: {
  readonly onClick?: () => void;
  readonly children: ReactNode;
  readonly after?: ReactNode;
}) {
  return (
    <div className="flex h-[26px] items-center border-t border-line bg-pane px-1 text-micro text-text-3">
      {onClick === undefined ? (
        <span className="px-1.5">{children}</span>
      ) : (
        <button
          type="button"
          onClick={onClick}
          className="flex h-5 items-center gap-1.5 rounded-1 px-1.5 hover:bg-hover hover:text-text-1"
        >
          <Icon of={ChevronsUpDown} size={12} className="text-current" />
          {children}
        </button>
      )}
      <span className="flex-1" />
      {after}
    </div>
  );
}

/** A line of finished or passing work: an icon in the mark's column, words, and what it took. */
export function StepLine({
  icon,
  mark,
  open,
  onToggle,
  children,
  after,
}: {
  readonly icon?: LucideIcon;
  readonly mark?: ReactNode;
  readonly open?: boolean;
  readonly onToggle?: () => void;
  readonly children: ReactNode;
  readonly after?: ReactNode;
}) {
  const content = (
    <>
      <span className="grid place-items-center">{mark ?? (icon !== undefined && <Icon of={icon} size={14} />)}</span>
      <span className="flex min-w-0 items-center gap-1.5 truncate">{children}</span>
      {after !== undefined && <span className="text-micro text-text-3 tabular-nums">{after}</span>}
    </>
  );
  const line =
    "grid h-6 w-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2.5 text-left text-text-2 whitespace-nowrap";
  return onToggle === undefined ? (
    <div className={line}>{content}</div>
  ) : (
    <button type="button" aria-expanded={open} onClick={onToggle} className={clsx(line, "rounded-1 hover:text-text-1")}>
      {content}
    </button>
  );
}

/** What something took or when it was, in the meta size. */
export const Meta = ({ children }: { readonly children: ReactNode }) => (
  <span className="text-micro whitespace-nowrap text-text-3 tabular-nums">{children}</span>
);

/** A path whose folder steps back behind its name; cut at the front where room is short. */
export function PathText({ path, className }: { readonly path: string; readonly className?: string }) {
  const cut = path.lastIndexOf("/") + 1;
  return (
    <span className={clsx("mono flex min-w-0 text-text-1", className)} title={path}>
      {cut > 0 && (
        <span dir="rtl" className="truncate text-text-3">
          <bdi dir="ltr">{path.slice(0, cut)}</bdi>
        </span>
      )}
      <span className="max-w-full shrink-0 truncate">{path.slice(cut)}</span>
    </span>
  );
}
