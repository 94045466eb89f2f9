import { clsx } from "clsx";
import { Inbox } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { toggleView } from "../layout/store.ts";

/** The way to the inbox, in the sidebar, with how much in it is unread. */
export function InboxLink() {
  const { layout, inbox } = useApp();
  const open = useSelect(layout, (state) => state.view === "inbox");
  const unread = useSelect(inbox, (state) => state.unread);
  return (
    <div className="shrink-0 px-2">
      <button
        type="button"
        aria-pressed={open}
        onClick={() => layout.update((state) => toggleView(state, "inbox"))}
        className={clsx(
          "flex h-7 w-full items-center gap-2 rounded-2 px-2",
          open ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
        )}
      >
        <Icon of={Inbox} className={open ? "text-text-1" : undefined} />
        <span className="flex-1 text-left">Inbox</span>
        {unread > 0 && (
          <span className="text-micro text-text-3 tabular-nums">
            {unread.toLocaleString("en")}
            <span className="sr-only"> unread</span>
          </span>
        )}
      </button>
    </div>
  );
}
