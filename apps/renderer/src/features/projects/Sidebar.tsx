import { FolderOpen, PanelLeft, Search, Settings, SquarePen } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, IconButton, Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useKeyHint } from "../acts/index.ts";
import { AttentionEntry } from "../attention/AttentionEntry.tsx";
import { DeckEntry } from "../deck/DeckEntry.tsx";
import { useActions } from "../layout/actions.ts";
import { openNew } from "../layout/store.ts";
import { ProjectGroup } from "./ProjectGroup.tsx";

/** The left side: what waits for the person, and every project with its threads. */
export function Sidebar() {
  const { openPalette, openProject, openSettings } = useActions();
  const { layout, projects, shell } = useApp();
  const palette = useKeyHint("command-palette");
  const state = useSelect(projects, (now) => now);
  const lights = shell?.platform === "darwin";
  return (
    <aside aria-label="Sidebar" className="flex h-full min-h-0 flex-col border-r border-line bg-frame">
      <div
        className="flex h-10 shrink-0 items-center gap-0.5 pr-2 pl-3.5 [-webkit-app-region:drag] *:[-webkit-app-region:no-drag]"
        style={lights ? { paddingLeft: 80 } : undefined}
      >
        {!lights && <span className="text-small font-strong text-text-2">Flightdeck</span>}
        <span className="flex-1" />
        <IconButton
          label="Hide sidebar"
          hint={useKeyHint("toggle-sidebar")}
          icon={PanelLeft}
          size="small"
          onClick={() => layout.update((now) => ({ ...now, sidebar: "rail" }))}
        />
        <IconButton
          label="New thread"
          hint={useKeyHint("new-thread")}
          icon={SquarePen}
          size="small"
          onClick={() => layout.update((now) => openNew(now))}
        />
      </div>
      <div className="shrink-0 px-2">
        <button
          type="button"
          onClick={openPalette}
          className="flex h-7 w-full items-center gap-2 rounded-2 px-2 text-text-2 hover:bg-hover"
        >
          <Icon of={Search} />
          <span className="flex-1 text-left">Search</span>
          {palette !== undefined && <Kbd>{palette}</Kbd>}
        </button>
      </div>
      <AttentionEntry />
      <DeckEntry />
      <nav aria-label="Projects" className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {state.projects.map((project) => (
          <ProjectGroup key={project.id} project={project} />
        ))}
        {state.loaded && state.projects.length === 0 && (
          <p className="px-2 pt-3 text-small text-text-3">
            No project yet. Any git repository on this machine can be one.
          </p>
        )}
      </nav>
      <div className="flex h-10 shrink-0 items-center gap-2 border-t border-line pr-2 pl-1.5">
        <Button variant="plain" size="small" icon={FolderOpen} onClick={openProject}>
          Open project…
        </Button>
        <span className="flex-1" />
        <IconButton
          label="Settings"
          hint={useKeyHint("settings")}
          icon={Settings}
          size="small"
          onClick={() => openSettings()}
        />
      </div>
    </aside>
  );
}
