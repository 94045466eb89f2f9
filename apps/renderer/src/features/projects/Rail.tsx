import { Bell, Clock, Inbox, LayoutGrid, PanelLeft, Settings, SquarePen } from "lucide-react";
import type { Project } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useApp, useRow, useSelect, useSelectSame } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useKeyHint } from "../acts/index.ts";
import { useAutomationsNote } from "../automations/AutomationsEntry.tsx";
import { useActions } from "../layout/actions.ts";
import { openNew, openThread, shownThreads, toggleView } from "../layout/store.ts";
import { projectThreads, sameThreads } from "../threads/order.ts";

/** The sidebar folded to a rail of status glyphs. */
export function Rail() {
  const { openSettings } = useActions();
  const { inbox, layout, projects, rollUp, shell } = useApp();
  const unread = useSelect(inbox, (state) => state.unread);
  const list = useSelect(projects, (state) => state.projects);
  const waiting = useSelect(rollUp, (state) => state.waiting);
  const view = useSelect(layout, (state) => state.view);
  const automations = useAutomationsNote();
  return (
    <aside
      aria-label="Sidebar"
      className="flex h-full min-h-0 flex-col items-center border-r border-line bg-frame pb-2"
    >
      {shell?.platform === "darwin" && <div className="h-10 w-full shrink-0 [-webkit-app-region:drag]" />}
      <div className="grid h-10 shrink-0 place-items-center">
        <IconButton
          label="Show sidebar"
          hint={useKeyHint("toggle-sidebar")}
          icon={PanelLeft}
          onClick={() => layout.update((now) => ({ ...now, sidebar: "open" }))}
        />
      </div>
      <IconButton
        label="New thread"
        hint={useKeyHint("new-thread")}
        icon={SquarePen}
        onClick={() => layout.update((now) => openNew(now))}
      />
      {/* The view has the name while it is open. */}
      <section aria-label={view === "attention" ? undefined : "Attention"} className="relative">
        <IconButton
          hint={useKeyHint("attention")}
          label={waiting === 0 ? "Attention" : `Attention, ${waiting} waiting`}
          icon={Bell}
          pressed={view === "attention"}
          onClick={() => layout.update((now) => toggleView(now, "attention"))}
        />
        {waiting > 0 && (
          <span aria-hidden className="absolute top-0 -right-1 text-[10px]/3 font-strong text-amber tabular-nums">
            {waiting}
          </span>
        )}
      </section>
      <IconButton
        label="Deck"
        hint={useKeyHint("deck")}
        icon={LayoutGrid}
        pressed={view === "deck"}
        onClick={() => layout.update((now) => toggleView(now, "deck"))}
      />
      <IconButton
        label={unread === 0 ? "Inbox" : `Inbox, ${unread} unread`}
        hint={useKeyHint("inbox")}
        icon={Inbox}
        pressed={view === "inbox"}
        onClick={() => layout.update((now) => toggleView(now, "inbox"))}
      />
      <IconButton
        label={automations === undefined ? "Automations" : `Automations, ${automations}`}
        hint={useKeyHint("automations")}
        icon={Clock}
        pressed={view === "automations"}
        onClick={() => layout.update((now) => toggleView(now, "automations"))}
      />
      <nav aria-label="Projects" className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto px-2">
        {list.map((project) => (
          <RailProject key={project.id} project={project} />
        ))}
      </nav>
      <IconButton label="Settings" hint={useKeyHint("settings")} icon={Settings} onClick={() => openSettings()} />
    </aside>
  );
}

function RailProject({ project }: { readonly project: Project }) {
  const { rows } = useApp();
  const { shown } = useSelectSame(rows, (state) => projectThreads(state.rows, project.id), sameThreads);
  return (
    <>
      <Tip label={project.name} side="right">
        <span className="mt-2 text-[10px]/5 font-strong tracking-[.03em] text-text-3 uppercase">
          {project.name.slice(0, 2)}
        </span>
      </Tip>
      {shown.map((threadId) => (
        <RailThread key={threadId} threadId={threadId} />
      ))}
    </>
  );
}

function RailThread({ threadId }: { readonly threadId: ReturnType<typeof projectThreads>["shown"][number] }) {
  const { layout } = useApp();
  const row = useRow(threadId);
  const shown = useSelect(layout, (state) => shownThreads(state).includes(threadId));
  if (row === undefined) return null;
  return (
    <Tip label={row.title} side="right">
      <a
        href={`#thread=${row.id}`}
        aria-label={row.title}
        data-status={row.status}
        onClick={(event) => {
          event.preventDefault();
          layout.update((state) => openThread(state, row.id));
        }}
        className={clsx(
          "my-px grid h-7 w-8 shrink-0 place-items-center rounded-2",
          shown ? "bg-selected" : "hover:bg-hover",
        )}
      >
        <StatusGlyph status={glyphOf(row.status, row.unread)} named />
      </a>
    </Tip>
  );
}
