import { clsx } from "clsx";
import { Fragment, useEffect, useRef } from "react";
import { Icon } from "../../../ui/Icon.tsx";
import type { Suggestion } from "./suggestion.ts";

/** What the word at the cursor may mean, over the box; the keys stay with the box. */
export function SuggestionMenu({
  id,
  name,
  items,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly name: string;
  readonly items: readonly Suggestion[];
  /** The place of the one that Enter takes. */
  readonly active: number;
  readonly onChoose: (item: Suggestion) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, items]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={name}
      tabIndex={0} // it scrolls
      className="floats absolute inset-x-0 bottom-full z-(--z-menu) mb-1 max-h-64 overflow-y-auto rounded-[8px] bg-overlay p-1 shadow-menu"
    >
      {items.map((item, index) => (
        <Fragment key={item.key}>
          {item.group !== undefined && item.group !== items[index - 1]?.group && (
            <div aria-hidden className="px-2 pt-1.5 pb-0.5 text-micro font-medium text-text-3 select-none">
              {item.group}
            </div>
          )}
          <Option id={`${id}-${index}`} item={item} active={index === active} onChoose={() => onChoose(item)} />
        </Fragment>
      ))}
    </div>
  );
}

function Option({
  id,
  item: { icon, label, mono = false, detail, cutFront = false, note },
  active,
  onChoose,
}: {
  readonly id: string;
  readonly item: Suggestion;
  readonly active: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      title={cutFront && detail !== undefined && detail !== "" ? `${detail}/${label}` : undefined}
      // The focus stays in the box.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={clsx(
        "flex h-7 items-center gap-2.5 rounded-[4px] px-2 whitespace-nowrap select-none hover:bg-hover",
        active && "bg-selected",
      )}
    >
      {icon !== undefined && <Icon of={icon} size={14} className="shrink-0" />}
      <span className={clsx("max-w-[70%] shrink-0 truncate text-text-1", mono && "mono")}>{label}</span>
      {cutFront ? (
        // The end of a path says most: the line runs from the right, its text as ever.
        <span dir="rtl" className="mono min-w-0 flex-1 truncate text-left text-text-2">
          <bdi dir="ltr">{detail}</bdi>
        </span>
      ) : (
        <span className="min-w-0 flex-1 truncate text-small text-text-2">{detail}</span>
      )}
      {note !== undefined && <span className="text-micro text-text-2">{note}</span>}
    </div>
  );
}
