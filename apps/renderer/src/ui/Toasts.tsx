import { Check, CircleAlert, X } from "lucide-react";
import { useSelect } from "../app.tsx";
import { Button, IconButton } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import type { ToastStore } from "./toastStore.ts";

/** What has no place of its own; it stays until it is dismissed, and leaves the composer's buttons free. */
export function Toasts({ toasts }: { readonly toasts: ToastStore }) {
  const shown = useSelect(toasts, (state) => state);
  return (
    <ol aria-live="polite" className="fixed right-3 bottom-28 z-(--z-toast) flex w-84 flex-col gap-2">
      {shown.map((toast) => (
        <li
          key={toast.id}
          className="floats grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 rounded-[8px] bg-overlay py-[9px] pr-2 pl-3 shadow-menu"
        >
          <Icon
            of={toast.tone === "bad" ? CircleAlert : Check}
            className={toast.tone === "bad" ? "mt-0.5 text-red" : "mt-0.5 text-text-3"}
          />
          <div className="min-w-0">
            <p className="font-strong">{toast.title}</p>
            {toast.detail !== undefined && <p className="text-small break-words text-text-2">{toast.detail}</p>}
          </div>
          <div className="flex items-center">
            {toast.action !== undefined && (
              <Button
                size="small"
                variant="plain"
                onClick={() => {
                  toast.action?.run();
                  toasts.dismiss(toast.id);
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <IconButton label="Dismiss" icon={X} size="small" onClick={() => toasts.dismiss(toast.id)} />
          </div>
        </li>
      ))}
    </ol>
  );
}
