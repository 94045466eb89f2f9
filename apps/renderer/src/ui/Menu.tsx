import { Menu as Base } from "@base-ui/react/menu";
import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { clsx } from "clsx";
import { Check, type LucideIcon } from "lucide-react";
import {
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { Kbd } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

/** The look of everything that floats over the panes as a list. */
export const popupLook =
  "floats max-h-(--available-height) origin-(--transform-origin) overflow-y-auto rounded-[8px] bg-overlay p-1 text-base text-text-1 shadow-menu outline-none transition-[opacity,scale] duration-(--t-move) ease-out data-starting-style:scale-[.98] data-starting-style:opacity-0 data-ending-style:opacity-0 data-ending-style:duration-0";
export const optionLook =
  "flex min-h-7 select-none items-center gap-2 rounded-[4px] px-2 whitespace-nowrap outline-none data-highlighted:bg-selected data-disabled:text-text-4";

/** The focus goes back to where it was, unless what was chosen took it along: a name that is changed keeps its field. */
function focusAfter(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest('[role="menu"]') !== null;
}

/** A menu under its trigger. */
export function Menu({
  trigger,
  children,
  align = "end",
  opener,
}: {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: "start" | "end";
  /** Opens it; once it closes, whatever had the focus has it again. */
  readonly opener?: Ref<() => void>;
}) {
  const [open, setOpen] = useState(false);
  const back = useRef<HTMLElement>(null);
  useImperativeHandle(opener, () => () => {
    back.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen(true);
  });
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (next) back.current = null;
        setOpen(next);
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-(--z-menu) outline-none">
          <Base.Popup finalFocus={() => back.current ?? true} className={clsx(popupLook, "min-w-52")}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu at the place in an area that was pressed with the right button, or at what has the focus with the menu key. */
export function ContextMenu({
  area,
  onBefore,
  children,
}: {
  readonly area: ReactElement;
  /** Sees the press first; what it stops opens nothing. */
  readonly onBefore: (event: MouseEvent) => void;
  readonly children: ReactNode;
}) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={area} onContextMenuCapture={onBefore} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="z-(--z-menu) outline-none">
          <BaseContext.Popup finalFocus={focusAfter} className={clsx(popupLook, "min-w-52")}>
            {children}
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

export function MenuItem({
  icon,
  hint,
  danger = false,
  disabled,
  onSelect,
  children,
}: {
  readonly icon: LucideIcon;
  readonly hint?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  // What is chosen begins once the menu has closed and given the focus back: a field or a dialog that opens keeps it.
  const select = () => void setTimeout(onSelect);
  return (
    <Base.Item disabled={disabled} onClick={select} className={clsx(optionLook, danger && "text-red")}>
      <Icon of={icon} className={disabled ? "text-text-4" : danger ? "text-red" : "text-text-3"} />
      <span className="flex-1">{children}</span>
      {hint !== undefined && <Kbd>{hint}</Kbd>}
    </Base.Item>
  );
}

/** An item for something that is on or off. */
export function MenuCheck({
  checked,
  hint,
  onChange,
  children,
}: {
  readonly checked: boolean;
  readonly hint?: string;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <Base.CheckboxItem closeOnClick checked={checked} onCheckedChange={(next) => onChange(next)} className={optionLook}>
      <span className="size-4 shrink-0">{checked && <Icon of={Check} className="text-text-3" />}</span>
      <span className="flex-1">{children}</span>
      {hint !== undefined && <Kbd>{hint}</Kbd>}
    </Base.CheckboxItem>
  );
}

/** What stands above the items of a menu, to be read. */
export const MenuNote = ({ children }: { readonly children: ReactNode }) => (
  <p className="max-w-64 px-2 pt-1 pb-1.5 text-small text-pretty text-text-2">{children}</p>
);

export function MenuSeparator() {
  return <Base.Separator className="my-1 border-t border-line-overlay" />;
}
