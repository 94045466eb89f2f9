import { Combobox as Base } from "@base-ui/react/combobox";
import { clsx } from "clsx";
import { Check, ChevronDown, X } from "lucide-react";
import { Icon } from "./Icon.tsx";
import { optionLook, popupLook } from "./Menu.tsx";

/** Something to choose from a list that is searched by typing. */
export interface ComboItem {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** More than anybody reads; typing narrows them. */
const MOST = 60;

const box =
  "flex min-w-0 rounded-2 bg-raised inset-ring inset-ring-line-strong focus-within:inset-ring-accent focus-within:outline focus-within:outline-accent data-[bad]:inset-ring-red-fill";
const same = (a: ComboItem, b: ComboItem): boolean => a.value === b.value;

function Options({ nothing }: { readonly nothing: string }) {
  return (
    <Base.Portal>
      <Base.Positioner align="start" sideOffset={4} className="z-(--z-menu) outline-none">
        <Base.Popup
          className={clsx(popupLook, "max-h-[min(var(--available-height),320px)] w-(--anchor-width) min-w-52")}
        >
          <Base.Empty className="px-2 text-small text-text-3 not-empty:py-1.5">{nothing}</Base.Empty>
          <Base.List>
            {(item: ComboItem) => (
              <Base.Item key={item.value} value={item} className={clsx(optionLook, "pr-3 pl-1.5")}>
                <span className="w-4 shrink-0">
                  <Base.ItemIndicator>
                    <Icon of={Check} size={14} className="text-text-1" />
                  </Base.ItemIndicator>
                </span>
                <span className="min-w-0 flex-1 truncate">
                  {item.label}
                  {item.description !== undefined && (
                    <span className="ml-2 text-small text-text-2">{item.description}</span>
                  )}
                </span>
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

/** One of many, found by typing. */
export function Combo({
  label,
  value,
  items,
  placeholder,
  nothing = "Nothing of that name",
  bad = false,
  onChange,
  className,
}: {
  readonly label: string;
  readonly value: string;
  readonly items: readonly ComboItem[];
  readonly placeholder?: string;
  /** What the list says when it is empty. */
  readonly nothing?: string;
  readonly bad?: boolean;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}) {
  const chosen = items.find((item) => item.value === value) ?? null;
  return (
    <Base.Root
      items={items}
      value={chosen}
      limit={MOST}
      autoHighlight
      isItemEqualToValue={same}
      onValueChange={(item) => item !== null && onChange(item.value)}
    >
      <Base.InputGroup data-bad={bad || undefined} className={clsx(box, "h-7 items-center pr-1.5 pl-2", className)}>
        <Base.Input
          aria-label={label}
          placeholder={placeholder}
          spellCheck={false}
          className="h-full min-w-0 flex-1 bg-transparent text-ellipsis text-text-1 outline-none placeholder:text-text-3"
        />
        <Base.Trigger aria-label={`Show ${label}`} tabIndex={-1} className="flex">
          <Icon of={ChevronDown} size={12} />
        </Base.Trigger>
      </Base.InputGroup>
      <Options nothing={nothing} />
    </Base.Root>
  );
}

/** Several of many, each a tag in the box, found by typing. */
export function Combos({
  label,
  values,
  items,
  placeholder,
  nothing = "Nothing of that name",
  bad = false,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly items: readonly ComboItem[];
  readonly placeholder?: string;
  readonly nothing?: string;
  readonly bad?: boolean;
  readonly onChange: (values: readonly string[]) => void;
}) {
  const chosen = values.map((value) => items.find((item) => item.value === value) ?? { value, label: "gone" });
  return (
    <Base.Root
      items={items}
      multiple
      value={chosen}
      limit={MOST}
      autoHighlight
      isItemEqualToValue={same}
      onValueChange={(next) => onChange(next.map(({ value }) => value))}
    >
      <Base.InputGroup data-bad={bad || undefined} className={clsx(box, "min-h-7 items-center py-[3px] pr-1.5 pl-1")}>
        <Base.Chips className="flex min-w-0 flex-1 flex-wrap items-center gap-1">
          {chosen.map((item) => (
            <Base.Chip
              key={item.value}
              aria-label={item.label}
              className="inline-flex h-[22px] max-w-full items-center gap-0.5 rounded-1 bg-hover pr-0.5 pl-1.5 text-small text-text-1 focus-within:outline-2 focus-within:outline-focus"
            >
              <span className="truncate">{item.label}</span>
              <Base.ChipRemove
                aria-label={`Remove ${item.label}`}
                className="grid size-4 shrink-0 place-items-center rounded-1 text-text-3 hover:bg-hover hover:text-text-1"
              >
                <Icon of={X} size={12} className="text-current" />
              </Base.ChipRemove>
            </Base.Chip>
          ))}
          <Base.Input
            aria-label={label}
            placeholder={chosen.length === 0 ? placeholder : undefined}
            spellCheck={false}
            className="h-[22px] w-4 min-w-4 flex-1 bg-transparent px-1 text-text-1 outline-none placeholder:text-text-3"
          />
        </Base.Chips>
        <Base.Trigger aria-label={`Show ${label}`} tabIndex={-1} className="flex self-start pt-[5px]">
          <Icon of={ChevronDown} size={12} />
        </Base.Trigger>
      </Base.InputGroup>
      <Options nothing={nothing} />
    </Base.Root>
  );
}
