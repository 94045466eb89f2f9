import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Button, IconButton } from "./Button.tsx";

const scrim =
  "fixed inset-0 z-(--z-dialog) bg-scrim transition-opacity duration-(--t-panel) ease-out data-starting-style:opacity-0 data-ending-style:opacity-0";
const sheet =
  "floats fixed left-1/2 z-(--z-dialog) max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-4 bg-overlay text-text-1 shadow-dialog outline-none transition-[opacity,translate] duration-(--t-panel) ease-out data-starting-style:translate-y-1 data-starting-style:opacity-0 data-ending-style:opacity-0 data-ending-style:duration-(--t-quick)";

const stops = [
  "[data-found] :is(input, textarea, [role=combobox], button):enabled",
  "input[type=radio]:checked",
  ":is(button, input, textarea, a[href]):enabled:not(header *)",
];

/** Where the keyboard begins in a dialog without a place of its own choice: what it is about, not its Close. */
function firstStop(popup: HTMLElement | null): HTMLElement | undefined {
  for (const stop of stops) {
    const found = popup?.querySelector<HTMLElement>(stop);
    if (found) return found;
  }
  return undefined;
}

/** What closes as a dialog opens gives the focus back to where it was, in the window below: the dialog takes it again. */
function useFocusInside(open: boolean, popup: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!open) return;
    let last: HTMLElement | undefined;
    const keep = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      if (popup.current?.contains(target) === true) last = target;
      else if (document.getElementById("root")?.contains(target) === true)
        (last?.isConnected === true ? last : (firstStop(popup.current) ?? popup.current))?.focus();
    };
    document.addEventListener("focusin", keep);
    return () => document.removeEventListener("focusin", keep);
  }, [open, popup]);
}

/** A dialog over the window. The caller draws its head with `DialogHead`, or names it with `label`. */
export function Dialog({
  open,
  onClose,
  label,
  className,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  useFocusInside(open, popup);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={scrim} />
        <Base.Popup
          ref={popup}
          aria-label={label}
          initialFocus={() => firstStop(popup.current) ?? popup.current}
          className={clsx(sheet, "top-[max(16px,13vh)] max-h-[calc(100vh-max(16px,13vh)-16px)]", className)}
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogHead({
  title,
  note,
  onClose,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <header className="flex h-13 shrink-0 items-center gap-3">
      <Base.Title className="text-head font-strong tracking-[-0.01em]">{title}</Base.Title>
      <span className="flex-1" />
      {note}
      <IconButton label="Close" icon={X} size="small" onClick={onClose} />
    </header>
  );
}

/** Asks before something that cannot simply be done again. */
export function Confirm({
  open,
  title,
  children,
  action,
  danger = false,
  busy = false,
  onConfirm,
  onClose,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={scrim} />
        <AlertDialog.Popup className={clsx(sheet, "top-[24vh] w-[440px] p-5")}>
          <AlertDialog.Title className="text-head font-strong tracking-[-0.01em]">{title}</AlertDialog.Title>
          <div className="mt-1.5 text-text-2">{children}</div>
          <div className="mt-5 flex justify-end gap-2">
            <Button variant="plain" onClick={onClose}>
              Cancel
            </Button>
            <Button variant={danger ? "danger" : "primary"} disabled={busy} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
