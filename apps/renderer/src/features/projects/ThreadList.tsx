import { Mail } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import type { ThreadId } from "@flightdeck/contract";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { pinnedThreads, sameIds, unreadCount } from "../threads/order.ts";
import { ThreadContext } from "../threads/ThreadContext.tsx";
import { ThreadLink } from "../threads/ThreadLink.tsx";
import { ProjectGroup } from "./ProjectGroup.tsx";
import { RenamingProvider } from "./renaming.ts";

/** Every thread: pinned ones, then each project's. Arrows move through it, F2 renames, the menu key shows what can be done. */
export function ThreadList() {
  const { projects, layout } = useApp();
  const { loaded, projects: list } = useSelect(projects, (now) => now);
  const filter = useSelect(layout, (state) => state.filter);
  const [threadId, set] = useState<ThreadId>();
  const renaming = useMemo(() => ({ threadId, set }), [threadId]);
  return (
    <RenamingProvider value={renaming}>
      <UnreadFilter />
      <ThreadContext
        onRename={set}
        list={
          <nav aria-label="Projects" onKeyDown={moveThrough} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
            {filter === undefined && <Pinned />}
            {list.map((project) => (
              <ProjectGroup key={project.id} project={project} />
            ))}
            {loaded && list.length === 0 && (
              <p className="px-2 pt-3 text-small text-text-3">
                No project yet. Any git repository on this machine can be one.
              </p>
            )}
          </nav>
        }
      />
    </RenamingProvider>
  );
}

/** Up and down go through threads and projects as they are drawn. */
function moveThrough(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-stop]")];
  const at = stops.findIndex((element) => element === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
}

function Pinned(): ReactNode {
  const { rows } = useApp();
  const pinned = useSelectSame(rows, (state) => pinnedThreads(state.rows), sameIds);
  if (pinned.length === 0) return null;
  return (
    <section aria-label="Pinned">
      <h2 className="mt-1.5 flex h-7 items-center pl-2 text-small font-strong text-text-2">Pinned</h2>
      <ul>
        {pinned.map((threadId) => (
          <li key={threadId}>
            <ThreadLink threadId={threadId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shows what was not seen yet alone; while nothing is unread and nothing is hidden it takes no room. */
function UnreadFilter() {
  const { rows, layout } = useApp();
  const count = useSelect(rows, (state) => unreadCount(state.rows));
  const on = useSelect(layout, (state) => state.filter === "unread");
  if (count === 0 && !on) return null;
  return (
    <div className="shrink-0 px-2">
      <button
        type="button"
        aria-pressed={on}
        onClick={() => layout.update((state) => ({ ...state, filter: on ? undefined : "unread" }))}
        className={`flex h-7 w-full items-center gap-2 rounded-2 px-2 ${on ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover"}`}
      >
        <Icon of={Mail} className={on ? "text-text-1" : undefined} />
        <span className="flex-1 text-left">{on ? "Unread only" : "Unread"}</span>
        <span className="text-micro text-text-3 tabular-nums">{count}</span>
      </button>
    </div>
  );
}
