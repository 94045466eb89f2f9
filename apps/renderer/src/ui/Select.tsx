import { Select as Base } from "@base-ui/react/select";
import { clsx } from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, type Ref, useImperativeHandle, useRef, useState } from "react";
import { Icon } from "./Icon.tsx";
import { optionLook, popupLook } from "./Menu.tsx";
import { Tip } from "./Tip.tsx";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
  /** Choices that follow each other with one group stand under its name. */
  readonly group?: string;
}

const looks = {
  /** In a form. */
  field:
    "h-7 min-w-40 justify-between gap-2 rounded-2 bg-raised pr-1.5 pl-2 text-base text-text-1 inset-ring inset-ring-line-strong data-disabled:text-text-4",
  /** In the foot of a composer: plain until pointed at. */
  pick: "h-6 gap-[5px] rounded-2 px-1.5 text-small text-text-2 hover:bg-hover hover:text-text-1 data-popup-open:bg-hover data-popup-open:text-text-1",
} as const;

/** One of several, named; a combobox to a screen reader. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  onChange,
  look = "field",
  icon,
  show,
  chevron = true,
  disabled,
  className,
  onOpen,
  hint,
  opener,
}: {
  /** Its accessible name. */
  readonly label: string;
  readonly value: Value | undefined;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  readonly look?: keyof typeof looks;
  readonly icon?: ReactNode;
  /** What the closed control says, when it is not the choice's label. */
  readonly show?: ReactNode;
  /** Off where another choice follows closely that has one. */
  readonly chevron?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onOpen?: () => void;
  /** The key that opens it from anywhere: shown with its name while it is pointed at. */
  readonly hint?: string;
  /** Opens it; once it closes, whatever had the focus has it again. */
  readonly opener?: Ref<() => void>;
}) {
  const [open, setOpen] = useState(false);
  const back = useRef<HTMLElement>(null);
  useImperativeHandle(opener, () => () => {
    if (disabled === true) return;
    back.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen(true);
    onOpen?.();
  });
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <Base.Root
      value={value ?? null}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      open={open}
      onOpenChange={(next) => {
        if (next) {
          back.current = null;
          onOpen?.();
        }
        setOpen(next);
      }}
      modal={false}
    >
      <Tip label={hint === undefined || open ? undefined : label} hint={hint} side="top">
        <Base.Trigger
          aria-label={label}
          className={clsx("inline-flex min-w-0 items-center whitespace-nowrap select-none", looks[look], className)}
        >
          {icon}
          <span className="min-w-0 truncate">{show ?? chosen?.label ?? value ?? "…"}</span>
          {chevron && (
            <Base.Icon className="-mr-0.5 flex">
              <Icon of={ChevronDown} size={12} />
            </Base.Icon>
          )}
        </Base.Trigger>
      </Tip>
      <Base.Portal>
        <Base.Positioner
          alignItemWithTrigger={false}
          align="start"
          sideOffset={4}
          className="z-(--z-menu) outline-none"
        >
          <Base.Popup
            finalFocus={() => back.current ?? true}
            className={clsx(popupLook, "min-w-(--anchor-width) max-w-96")}
          >
            <Base.List>
              {groupsOf(choices).map(({ name, members }) =>
                name === undefined ? (
                  members.map(itemOf)
                ) : (
                  <Base.Group key={name} className="[&+&]:mt-1 [&+&]:border-t [&+&]:border-line [&+&]:pt-1">
                    <Base.GroupLabel className="px-2 pt-1 pb-0.5 text-micro text-text-3">{name}</Base.GroupLabel>
                    {members.map(itemOf)}
                  </Base.Group>
                ),
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const itemOf = (choice: Choice<string>) => (
  <Base.Item key={choice.value} value={choice.value} className={clsx(optionLook, "pr-3 pl-1.5")}>
    <span className="w-4 shrink-0">
      <Base.ItemIndicator>
        <Icon of={Check} size={14} className="text-text-1" />
      </Base.ItemIndicator>
    </span>
    <span className="min-w-0 py-1">
      <Base.ItemText>{choice.label}</Base.ItemText>
      {choice.description !== undefined && (
        <span className="block text-small whitespace-normal text-text-2">{choice.description}</span>
      )}
    </span>
  </Base.Item>
);

/** Runs of choices with one group. */
function groupsOf(choices: readonly Choice<string>[]) {
  const groups: { readonly name: string | undefined; readonly members: Choice<string>[] }[] = [];
  for (const choice of choices) {
    const last = groups.at(-1);
    if (last !== undefined && last.name === choice.group) last.members.push(choice);
    else groups.push({ name: choice.group, members: [choice] });
  }
  return groups;
}
