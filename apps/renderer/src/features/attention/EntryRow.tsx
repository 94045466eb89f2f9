import { clsx } from "clsx";
import type { ReactNode } from "react";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { type Glyph, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { age, useNow } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";

const columns = "grid grid-cols-[14px_72px_minmax(0,1fr)_auto_40px] items-center gap-x-3 px-5 whitespace-nowrap";

/** The fixed fields of an entry: what it is, what it is about, whose it is, since when; and, once chosen, its body. */
export function EntryRow({
  role,
  name,
  glyph,
  kind,
  title,
  from,
  at,
  chosen,
  onChoose,
  after,
  children,
}: {
  readonly role: "alertdialog" | "group";
  readonly name: string;
  readonly glyph: Glyph;
  readonly kind: string;
  readonly title: string;
  /** Project and thread, and what else is worth saying in one line. */
  readonly from: ReactNode;
  readonly at: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly after?: ReactNode;
  /** Below the fields while it is chosen. */
  readonly children?: ReactNode;
}) {
  const now = useNow();
  const opens = children !== undefined;
  return (
    <div
      role={role}
      aria-label={name}
      className={clsx("border-b border-line", chosen && "bg-raised shadow-[inset_2px_0_var(--accent)]")}
    >
      <div className={clsx(columns, "h-14 hover:bg-hover")} onClick={onChoose}>
        <StatusGlyph status={glyph} />
        <span className="text-small text-text-2">{kind}</span>
        <button
          type="button"
          data-entry
          aria-expanded={opens ? chosen : undefined}
          onClick={(event) => {
            event.stopPropagation();
            onChoose();
          }}
          className="-ml-2 min-w-0 rounded-1 py-0.5 pl-2 text-left"
        >
          <span className="block truncate leading-[18px] font-medium">
            <InlineCode text={visibleName(title)} />
          </span>
          <span className="block truncate text-micro text-text-3">{from}</span>
        </button>
        <span>{after}</span>
        <span className="text-right text-micro text-text-3">{age(at, now)}</span>
      </div>
      {opens && chosen && <div className="pr-5 pb-4 pl-[130px]">{children}</div>}
    </div>
  );
}
